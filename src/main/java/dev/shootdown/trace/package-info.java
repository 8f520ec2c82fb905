/**
 * What happened: a schedule recorded in a file, replayed with every guard checked, shown as a timeline.
 *
 * <p>Depends on {@code machine} alone.
 */
package dev.shootdown.trace;
