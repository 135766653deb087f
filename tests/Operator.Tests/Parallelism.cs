// Much of the time is waiting for the API server's controllers and for programs. Fixtures that say so have a namespace of their own for each test.
[assembly: LevelOfParallelism(3)]
