package dev.shootdown.modelcheck;

/**
 * How much of a state graph TLC has seen.
 *
 * @param generated states computed, the same ones again included
 * @param distinct different states
 * @param queued distinct states whose successors are still to be computed; 0 when the search is complete
 * @param depth states on the longest of the shortest paths; varies with the number of workers, 0 when TLC does not say
 */
public record StateCount(long generated, long distinct, long queued, int depth) {
    static final StateCount NONE = new StateCount(0, 0, 0, 0);
}
