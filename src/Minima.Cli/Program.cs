using Minima.Cli;

using var interruption = Interruption.FromSignals();
return new App(Output.OfConsole(), interruption, only: args.FirstOrDefault(static word => !word.StartsWith('-'))).Run(args);
