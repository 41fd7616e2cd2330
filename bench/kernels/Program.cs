using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Minima.Bench;

// Times each kernel beside the roof of one core; the table goes to bench/results/.
ManualConfig config = ManualConfig.CreateEmpty()
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(8))
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Descriptor, DefaultColumnProviders.Params)
    .AddColumn(StatisticColumn.Mean, StatisticColumn.Error, new RateColumn("GFLOP/s", KernelBenchmarks.Flops), new RateColumn("GB/s", KernelBenchmarks.Bytes))
    .AddExporter(MarkdownExporter.GitHub);
BenchmarkRunner.Run<KernelBenchmarks>(config, args);
