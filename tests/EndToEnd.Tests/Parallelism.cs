// Much of the time is waiting for a program to start, to be silent or to be gone.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(3)]
