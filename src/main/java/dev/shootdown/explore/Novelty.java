package dev.shootdown.explore;

/**
 * A schedule that showed something new.
 *
 * @param number of the schedule
 * @param tape its steps up to the last new thing
 * @param states hashes of abstract states that were new when the round began
 * @param pairs of conflicting steps, likewise
 */
record Novelty(long number, Corpus.Tape tape, long[] states, int[] pairs) {}
