package dev.shootdown.modelcheck.conform;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Feature;
import dev.shootdown.machine.Invariant;
import dev.shootdown.machine.Scope;
import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A scope and the planted bugs as a TLC configuration: the constants of {@code spec/State.tla}. */
final class TlcConfiguration {
    private static final int MOST_PAGES = 10;

    private TlcConfiguration() {}

    static String text(Scope scope, Set<String> bugs) {
        if (scope.vms() != 1 || !scope.tlb().unbounded() || scope.window() != scope.pages()) {
            throw new BadInput("the specification shows one VM, TLBs without bounds and operations on any pages");
        }
        return String.join(
                "\n",
                "INIT Init",
                "NEXT Next",
                "CHECK_DEADLOCK FALSE",
                "INVARIANTS "
                        + Arrays.stream(Invariant.values())
                                .map(Invariant::label)
                                .collect(Collectors.joining(" ")),
                "CONSTANTS",
                "Vcpu = " + values(Argument.VCPU, scope.vcpus()),
                "Pcpu = " + values(Argument.PCPU, scope.pcpus()),
                "Space = " + values(Argument.SPACE, scope.spaces()),
                "Page = " + values(Argument.PAGE, scope.pages()),
                "Frame = " + values(Argument.FRAME, scope.frames()),
                "Table = " + values(Argument.TABLE, scope.tables()),
                "NoPcpu = NoPcpu",
                "NoVcpu = NoVcpu",
                "NoEntry = NoEntry",
                "NoTable = NoTable",
                "Kernel = Kernel",
                "FirstSpace = " + Argument.SPACE.show(0),
                "FullRanges = " + fullRanges(scope),
                "Features = "
                        + strings(scope.features().stream().map(Feature::label).toList()),
                "Bugs = " + strings(List.copyOf(bugs)),
                "");
    }

    private static String values(Argument argument, int n) {
        List<String> names = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            names.add(argument.show(k));
        }
        return set(names);
    }

    private static String strings(List<String> words) {
        return set(words.stream().map(word -> '"' + word + '"').toList());
    }

    private static String set(List<String> members) {
        return members.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    /** The sets of pages that span more than the flush ceiling. */
    private static String fullRanges(Scope scope) {
        List<String> ranges = new ArrayList<>();
        int pages = Math.min(scope.pages(), MOST_PAGES + 1);
        for (int bits = 1; scope.flushCeiling() < scope.pages() && bits < 1 << pages; bits++) {
            if (scope.pages() > MOST_PAGES) {
                throw new BadInput("a specification with a flush ceiling has at most " + MOST_PAGES + " pages");
            }
            int span = 32 - Integer.numberOfLeadingZeros(bits) - Integer.numberOfTrailingZeros(bits);
            if (span > scope.flushCeiling()) {
                List<String> members = new ArrayList<>();
                for (int page = 0; page < pages; page++) {
                    if ((bits >>> page & 1) != 0) {
                        members.add(Argument.PAGE.show(page));
                    }
                }
                ranges.add(set(members));
            }
        }
        return set(ranges);
    }
}
