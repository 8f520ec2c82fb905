package dev.shootdown.testbed;

import java.util.function.IntToLongFunction;

/** Prints what a hold costs on either queue, as a ratio of times taken in turn in this one process. */
public final class HoldRatios {
    private static final int EVENTS = 2_000_000;
    private static final int ROUNDS = 9;
    private static long sink;

    private HoldRatios() {}

    public static void main(String[] args) {
        System.out.println("sources  winner tree  PriorityQueue  ratio  tree + 8-way handler  events/s");
        for (int sources : new int[] {16, 64, 256, 1024, 4096, 16384, 65536}) {
            Hold hold = new Hold(sources);
            double[] best = bestOf(hold::winnerTree, hold::priorityQueue, hold::winnerTreeWithHandler);
            System.out.printf(
                    "%7d  %8.1f ns  %10.1f ns  %4.1fx  %17.1f ns  %6.1f M%n",
                    sources, best[0], best[1], best[1] / best[0], best[2], 1e3 / best[2]);
        }
        if (sink == 42) {
            System.out.println();
        }
    }

    /** The shortest time per event of each, in ns, the contestants taking turns so that a busy machine slows all. */
    static double[] bestOf(IntToLongFunction... contestants) {
        double[] best = new double[contestants.length];
        java.util.Arrays.fill(best, Double.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) {
            for (int c = 0; c < contestants.length; c++) {
                long start = System.nanoTime();
                sink += contestants[c].applyAsLong(EVENTS);
                best[c] = Math.min(best[c], (System.nanoTime() - start) / (double) EVENTS);
            }
        }
        return best;
    }
}
