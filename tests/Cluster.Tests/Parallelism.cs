// Much of the time is waiting for a kubelet.
[assembly: LevelOfParallelism(6)]
