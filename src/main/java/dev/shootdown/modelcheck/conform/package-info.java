/**
 * Specification and machine are the same graph: TLC's states and labelled transitions, enumerated in this process, beside
 * those of the running code. {@link dev.shootdown.modelcheck.conform.GraphComparison} walks both at once,
 * {@link dev.shootdown.modelcheck.conform.Mapping} says which variable is kept where.
 */
package dev.shootdown.modelcheck.conform;
