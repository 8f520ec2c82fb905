/**
 * The machine: hardware, VMM and guests as one state and the atomic steps that change it, the same steps under the same
 * names as the TLA+ modules in {@code spec/}.
 *
 * <p>{@link dev.shootdown.machine.State} holds every variable, {@link dev.shootdown.machine.Hardware},
 * {@link dev.shootdown.machine.Hypervisor}, {@link dev.shootdown.machine.Guest} and
 * {@link dev.shootdown.machine.CallFunction} have a guard and an effect for each common step, a
 * {@link dev.shootdown.machine.Scheme} adds its own, and {@link dev.shootdown.machine.Machine} puts them together.
 *
 * <p>Depends on the JDK alone. No clock, no randomness, no iteration in hash order: what happens is a function of the
 * steps that were chosen.
 */
package dev.shootdown.machine;
