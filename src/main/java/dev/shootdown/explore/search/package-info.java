/**
 * Exhaustive search of state spaces that do not fit into one process: breadth-first, level by level, over partitions of the
 * fingerprints, everything between two levels in files. What is done to one partition at one level is a unit of work, a pure
 * function of the files before it, so that any {@link dev.shootdown.engine.Engine} may do it, twice if need be.
 *
 * <p>A partition is a range of fingerprints, and the new states of a level are looked at in the order of their fingerprints.
 * So the order of a level is the same for any number of partitions, and so is who comes first to a state: its parent.
 */
package dev.shootdown.explore.search;
