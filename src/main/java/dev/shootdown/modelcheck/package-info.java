/**
 * TLC from Java: which models there are and what is expected of them, running TLC in a JVM of its own, and reading what
 * it says. Verdicts come from TLC's messages and state counts, never from an exit code. May depend on {@code trace} and
 * {@code machine}; knows nothing of {@code testbed} or {@code explore}.
 */
package dev.shootdown.modelcheck;
