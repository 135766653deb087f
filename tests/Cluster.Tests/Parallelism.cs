// Much of the time is waiting for a kubelet; more at once, and two cores wait for each other.
[assembly: LevelOfParallelism(3)]
