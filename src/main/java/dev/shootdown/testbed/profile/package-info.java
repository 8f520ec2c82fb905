/**
 * What a simulation is made of: machine profiles (what things cost), workloads (what guests do) and scenarios (how many of
 * which VMs on which pCPUs), read from YAML files in which every number states where it comes from.
 *
 * <p>{@link dev.shootdown.testbed.profile.Profiles} finds and reads them; what it returns are plain immutable records in
 * cycles, pages and bytes. Whatever is wrong in a file ends in one {@link dev.shootdown.machine.BadInput} that names file,
 * line and key. A profile remembers its {@link dev.shootdown.testbed.profile.Facts}: each number with its source, and,
 * where nothing was published, the range in which it may plausibly lie.
 *
 * <p>May depend on {@code dev.shootdown.machine}, on {@code Rng} and on the YAML library; on nothing else of the testbed.
 */
package dev.shootdown.testbed.profile;
