package dev.shootdown.testbed;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds per hold of the winner tree and of {@link java.util.PriorityQueue}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HoldBenchmark {
    private static final int EVENTS = 10_000;

    @Param({"16", "64", "1024", "16384"})
    int sources;

    private Hold hold;

    @Setup
    public void fill() {
        hold = new Hold(sources);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long winnerTree() {
        return hold.winnerTree(EVENTS);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long priorityQueue() {
        return hold.priorityQueue(EVENTS);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long winnerTreeWithEightWayHandler() {
        return hold.winnerTreeWithHandler(EVENTS);
    }
}
