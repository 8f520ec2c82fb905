/**
 * The shootdown schemes, one class each, beside the TLA+ module of the same name. A scheme uses what
 * {@link dev.shootdown.machine} makes public, as one in a jar of a user does.
 */
package dev.shootdown.machine.scheme;
