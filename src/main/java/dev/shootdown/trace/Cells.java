package dev.shootdown.trace;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.List;

/** How things stand at one place of the machine, in a few words: the cells of a {@link Timeline}. */
final class Cells {
    private static final String[] MODES = {"out", "host", "guest"};
    private static final String[] STAGES = {
        "", "changed", "pinned", "local done", "remote", "hypercall", "returned", "grace"
    };
    private static final String[] WORDS = {"word=out", "word=in", "word=flush"};
    private static final int MOST_ENTRIES = 64;

    private Cells() {}

    /** Mode, the stage of its operation, what it waits for, what it has to do. */
    static String ofVcpu(Machine machine, int v) {
        State s = machine.state;
        List<String> words = new ArrayList<>();
        words.add(MODES[s.get(v, State.MODE)]);
        addIf(words, s.is(v, State.HALTED), "halted");
        addIf(words, s.is(v, State.LAZY), "lazy");
        addIf(words, s.is(v, State.IRQS_OFF), "irqs off");
        if (s.get(v, State.WALK) != State.NONE) {
            words.add("walks " + Argument.TABLE.show(s.get(v, State.WALK)));
        }
        addIf(words, machine.protocol.isFlushDue(v), "flush due");
        if (s.get(v, State.EMULATED_PAGE) != State.NONE) {
            words.add("emulates " + Argument.PAGE.show(s.get(v, State.EMULATED_PAGE)) + "="
                    + entry(s.get(v, State.EMULATED_ENTRY)) + (s.is(v, State.EMULATION_STALE) ? ", to give up" : ""));
        }
        addIf(words, s.get(v, State.PV_STATE) != State.PV_OUT, WORDS[s.get(v, State.PV_STATE)]);
        addIf(words, s.is(v, State.VECTOR), "ipi pending");
        addIf(words, s.inHandler(v), "in handler");
        int active = s.get(v, State.ACTIVE_MM);
        if (s.get(v, State.CR3) != active) {
            words.add("cr3=" + (s.get(v, State.CR3) == State.KERNEL ? "kernel" : space(s.get(v, State.CR3))));
        }
        addIf(words, active % s.scope.spaces() != 0, space(active));
        addIf(words, s.get(v, State.PC) != State.IDLE, STAGES[s.get(v, State.PC)]);
        String targets = set(s, s.targets(v), s.vmOf(v));
        addIf(words, !targets.isEmpty(), "targets " + targets);
        if (s.get(v, State.CHECKING) != State.NONE) {
            words.add("saw " + Argument.VCPU.show(s.get(v, State.CHECKING)) + " "
                    + WORDS[Math.max(0, s.get(v, State.SEEN))]);
        }
        if (s.get(v, State.ASKED_CPU) != State.NONE) {
            words.add("asks " + Argument.PCPU.show(s.get(v, State.ASKED_CPU)));
        }
        addIf(words, s.isOwed(v) || s.waitsForHost(v), "waits");
        String walkers = set(s, s.graceFor(v), s.vmOf(v));
        addIf(words, !walkers.isEmpty(), "grace for " + walkers);
        for (int page = s.firstHeld(v); page < s.endHeld(v); page++) {
            if (s.held(v, page) != State.NO_ENTRY) {
                words.add("holds " + Argument.PAGE.show(page) + "=" + entry(s.held(v, page)));
            }
        }
        if (s.get(v, State.HELD_TABLE) != State.NONE) {
            words.add("holds " + Argument.TABLE.show(s.get(v, State.HELD_TABLE)));
        }
        return String.join(" ", words);
    }

    /** Who is loaded, and what is cached: {@code v2.g1=f1}, with a star when the page table says otherwise. */
    static String ofPcpu(Machine machine, int p) {
        State s = machine.state;
        List<String> words = new ArrayList<>();
        words.add(s.loadedOn(p) == State.NONE ? "-" : Argument.VCPU.show(s.loadedOn(p)));
        addIf(words, s.inHostHandler(p), "in host handler");
        addIf(words, s.hostIpiPending(p), "host ipi pending");
        int pages = Math.min(MOST_ENTRIES, s.scope.pages());
        for (int v = 0; v < Math.min(MOST_ENTRIES, s.vcpus()); v++) {
            for (int page = 0; page < pages; page++) {
                int entry = s.tlb(p, v, page);
                if (entry != State.NO_ENTRY) {
                    int root = s.get(v, State.CR3);
                    boolean old = root != State.KERNEL && s.pt(root, page) != entry;
                    words.add(Argument.VCPU.show(v) + "." + Argument.PAGE.show(page) + "=" + entry(entry)
                            + (old ? "*" : ""));
                }
            }
            if (s.psc(p, v) != State.NONE) {
                int root = s.get(v, State.CR3);
                boolean old = root != State.KERNEL && s.table(root) != s.psc(p, v);
                words.add(Argument.VCPU.show(v) + " walks " + Argument.TABLE.show(s.psc(p, v)) + (old ? "*" : ""));
            }
        }
        return String.join(" ", words);
    }

    /** Present entries of every space, and its page-table page. */
    static String ofPageTables(Machine machine) {
        State s = machine.state;
        List<String> words = new ArrayList<>();
        for (int m = 0; m < Math.min(MOST_ENTRIES, s.scope.spaces() * s.scope.vms()); m++) {
            addIf(words, s.table(m) != State.NONE, space(m) + "=" + Argument.TABLE.show(s.table(m)));
            for (int page = 0; page < Math.min(MOST_ENTRIES, s.scope.pages()); page++) {
                if (s.pt(m, page) != State.NO_ENTRY) {
                    words.add(space(m) + "." + Argument.PAGE.show(page) + "=" + entry(s.pt(m, page)));
                }
            }
        }
        return words.isEmpty() ? "-" : String.join(" ", words);
    }

    private static void addIf(List<String> words, boolean holds, String word) {
        if (holds) {
            words.add(word);
        }
    }

    private static String set(State s, int set, int vm) {
        StringBuilder members = new StringBuilder();
        for (int v = s.next(set, vm, s.firstOf(vm)); v != State.NONE; v = s.next(set, vm, v + 1)) {
            members.append(members.length() == 0 ? "" : ",").append(Argument.VCPU.show(v));
        }
        return members.toString();
    }

    private static String space(int m) {
        return Argument.SPACE.show(m);
    }

    private static String entry(int entry) {
        return Argument.FRAME.show(State.frameOf(entry)) + (State.isWritable(entry) ? "" : "(ro)");
    }
}
