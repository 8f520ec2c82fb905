/**
 * Adversaries: whoever may choose any enabled step, to break an invariant. Exhaustive search, random schedules, the tapes
 * that record their choices, shrinking of what they find.
 *
 * <p>Depends on {@code trace} and {@code machine}. Everything is a function of the seed: the number of threads changes
 * how long it takes and nothing else.
 */
package dev.shootdown.explore;
