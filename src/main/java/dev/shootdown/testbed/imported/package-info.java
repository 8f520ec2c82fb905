/**
 * What a trace of a real host says in the words of a scenario: which observation stands for which number of a machine profile
 * or a workload, and which numbers no trace can tell.
 *
 * <p>Between {@code trace.host}, which knows what was seen and no profile, and {@code testbed.profile}, which knows profiles and
 * no trace. {@link dev.shootdown.testbed.imported.ImportedHost} is the whole of it: files in, three YAML files and a list of
 * what was inferred out.
 */
package dev.shootdown.testbed.imported;
