using Minima.Cli;

using var interruption = Interruption.FromSignals();
return new App(Output.OfConsole(), interruption).Run(args);
