package dev.shootdown.explore.search;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Schemes;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.Symmetry;
import java.io.Serializable;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whose states are searched, in words and numbers that can be sent to another process.
 *
 * @param scheme the scheme's name
 * @param bugs names of planted bugs, in order, with commas
 * @param features labels, in order, with commas
 * @param symmetry of states that differ only by an exchange of CPUs or frames, one is looked at
 */
public record SearchedMachine(
        String scheme,
        String bugs,
        int vcpus,
        int pcpus,
        int spaces,
        int pages,
        int frames,
        int tables,
        String features,
        boolean symmetry)
        implements Serializable {

    /** A machine of a model's size. */
    public static SearchedMachine of(String scheme, Collection<String> bugs, Scope scope, boolean symmetry) {
        if (!scope.equals(Scope.small(
                scope.vcpus(),
                scope.pcpus(),
                scope.spaces(),
                scope.pages(),
                scope.frames(),
                scope.tables(),
                scope.features()))) {
            throw new BadInput("a search is of one VM with every pair of CPU and page stored");
        }
        return new SearchedMachine(
                scheme,
                String.join(",", new TreeSet<>(bugs)),
                scope.vcpus(),
                scope.pcpus(),
                scope.spaces(),
                scope.pages(),
                scope.frames(),
                scope.tables(),
                scope.features().stream().map(Feature::label).collect(Collectors.joining(",")),
                symmetry);
    }

    /** The scope of the machine. */
    public Scope scope() {
        Set<Feature> on = EnumSet.noneOf(Feature.class);
        for (String label : names(features)) {
            on.add(Feature.named(label));
        }
        return Scope.small(vcpus, pcpus, spaces, pages, frames, tables, on);
    }

    /** The planted bugs. */
    public List<String> bugNames() {
        return names(bugs);
    }

    private static List<String> names(String withCommas) {
        return withCommas.isEmpty() ? List.of() : List.of(withCommas.split(","));
    }

    /** The machine, in its first state. */
    Machine machine() {
        return new Machine(Schemes.named(scheme), scope(), new TreeSet<>(bugNames()));
    }

    /** The exchanges under which states count as one, or null. */
    Symmetry symmetryOf(Machine machine) {
        return symmetry ? new Symmetry(machine) : null;
    }
}
