package dev.shootdown.machine;

import static dev.shootdown.machine.State.CR3;
import static dev.shootdown.machine.State.EMULATED_ENTRY;
import static dev.shootdown.machine.State.EMULATED_PAGE;
import static dev.shootdown.machine.State.GUEST;
import static dev.shootdown.machine.State.HELD_TABLE;
import static dev.shootdown.machine.State.HYPERCALL;
import static dev.shootdown.machine.State.IDLE;
import static dev.shootdown.machine.State.KERNEL;
import static dev.shootdown.machine.State.LAZY;
import static dev.shootdown.machine.State.MODE;
import static dev.shootdown.machine.State.MOVE;
import static dev.shootdown.machine.State.NONE;
import static dev.shootdown.machine.State.NO_ENTRY;
import static dev.shootdown.machine.State.OP;
import static dev.shootdown.machine.State.OP_MM;
import static dev.shootdown.machine.State.PC;
import static dev.shootdown.machine.State.UNMAP;
import static dev.shootdown.machine.State.VMCS_CPU;
import static dev.shootdown.machine.State.WALK;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every scheme is held to, as predicates over the state, under the names that they have in the specification
 * ({@code spec/Guest.tla}, last section). Each can say where it is broken.
 */
public enum Invariant {
    /** Every variable is in its set. */
    TYPE_OK("TypeOK", "Every variable is in its set.") {
        @Override
        String brokenIn(Machine m, int first, int end) {
            return m.types.broken(first, end);
        }
    },

    /** Once a shootdown has returned, nobody can use a translation older than the change that it announced. */
    NO_STALE_TRANSLATION(
            "NoStaleTranslation",
            "Once a shootdown has returned, nobody can use a translation older than the change that it announced.") {
        @Override
        String brokenIn(Machine m, int first, int end) {
            return overUsableEntries(m, first, end, (s, v, page, entry) -> {
                int space = s.get(v, CR3);
                int vm = s.vmOf(v);
                for (int i = s.firstOf(vm); i < s.firstOf(vm + 1); i++) {
                    if (inFlight(s, i) && s.get(i, OP_MM) == space && s.held(i, page) == entry) {
                        return false;
                    }
                }
                return true;
            });
        }
    },

    /** No usable translation and no emulation that would complete reaches a frame that is free or somebody else's. */
    NO_USE_AFTER_FREE(
            "NoUseAfterFree",
            "No usable translation and no emulation that would complete reaches a frame that is free or somebody else's.") {
        @Override
        String brokenIn(Machine m, int first, int end) {
            String entry = overUsableEntries(
                    m,
                    first,
                    end,
                    (s, v, page, cached) -> !isStillReached(s, s.get(v, CR3), page, State.frameOf(cached)));
            return entry != null || !m.emulates ? entry : brokenEmulation(m, first, end);
        }

        private static String brokenEmulation(Machine m, int first, int end) {
            State s = m.state;
            for (int v = first; v < end; v++) {
                int page = s.get(v, EMULATED_PAGE);
                int frame = State.frameOf(s.get(v, EMULATED_ENTRY));
                if (page != NONE
                        && s.get(v, EMULATED_ENTRY) != NO_ENTRY
                        && s.get(v, CR3) != KERNEL
                        && m.protocol.completesEmulation(v)
                        && !isStillReached(s, s.get(v, CR3), page, frame)) {
                    return "the VMM emulates an access of v" + (v + 1) + " to page g" + (page + 1) + ", frame f"
                            + (frame + 1) + ", but the page table says " + show(s.pt(s.get(v, CR3), page))
                            + " and no shootdown in flight announces the change";
                }
            }
            return null;
        }

        /** The frame is mapped there, or an unmap in flight holds it. */
        private static boolean isStillReached(State s, int space, int page, int frame) {
            if (names(s.pt(space, page), frame)) {
                return true;
            }
            int vm = s.vmOfSpace(space);
            for (int i = s.firstOf(vm); i < s.firstOf(vm + 1); i++) {
                if (inFlight(s, i)
                        && s.get(i, OP_MM) == space
                        && names(s.held(i, page), frame)
                        && (s.get(i, OP) == UNMAP || s.get(i, OP) == MOVE && isStillOf(s, space, frame))) {
                    return true;
                }
            }
            return false;
        }

        /** The space maps the frame somewhere, or an unmap of it has not freed the frame yet. */
        private static boolean isStillOf(State s, int space, int frame) {
            int vm = s.vmOfSpace(space);
            for (int page = 0; page < s.scope.pages(); page++) {
                if (names(s.pt(space, page), frame)) {
                    return true;
                }
                for (int i = s.firstOf(vm); i < s.firstOf(vm + 1); i++) {
                    if (s.get(i, OP) == UNMAP && s.get(i, OP_MM) == space && names(s.held(i, page), frame)) {
                        return true;
                    }
                }
            }
            return false;
        }
    },

    /** No walk, by hardware or software, can reach a page-table page that is free. A lazy vCPU's pCPU may still walk. */
    NO_FREED_TABLE_WALK(
            "NoFreedTableWalk", "No walk, by hardware or software, can reach a page-table page that is free.") {
        @Override
        String brokenIn(Machine m, int first, int end) {
            State s = m.state;
            if (s.scope.tables() == 0) {
                return null;
            }
            for (int v = first; v < end; v++) {
                int p = s.get(v, VMCS_CPU);
                int space = s.get(v, CR3);
                boolean walkable = p != NONE && space != KERNEL && !m.protocol.isFlushDue(v);
                if (walkable && isGivenBack(s, s.psc(p, v), space)) {
                    return "p" + (p + 1) + " caches for v" + (v + 1) + " that page table x" + (s.psc(p, v) + 1)
                            + " belongs to m" + (space + 1) + ", which gave it back";
                }
                if (isGivenBack(s, s.get(v, WALK), space)) {
                    return "v" + (v + 1) + " walks page table x" + (s.get(v, WALK) + 1) + " of m" + (space + 1)
                            + " in software, which gave it back";
                }
            }
            return null;
        }

        private static boolean isGivenBack(State s, int table, int space) {
            boolean hooked = space != KERNEL && table == s.table(space);
            return table != NONE && !hooked && !isHeld(s, table, space);
        }

        private static boolean isHeld(State s, int table, int space) {
            for (int i = 0; i < s.vcpus(); i++) {
                if (s.get(i, OP_MM) == space && s.get(i, HELD_TABLE) == table) {
                    return true;
                }
            }
            return false;
        }
    },

    /** In guest mode, no flush is still owed. */
    DEFERRED_FLUSH_BEFORE_ENTRY("DeferredFlushBeforeEntry", "In guest mode, no flush is still owed.") {
        @Override
        String brokenIn(Machine m, int first, int end) {
            for (int v = first; v < end; v++) {
                if (m.state.get(v, MODE) == GUEST && m.protocol.isFlushOwed(v)) {
                    return "v" + (v + 1) + " is in guest mode and still owes a flush";
                }
            }
            return null;
        }
    };

    private final String label;
    private final String claim;

    Invariant(String label, String claim) {
        this.label = label;
        this.claim = claim;
    }

    /** The name in the specification. */
    public String label() {
        return label;
    }

    /** The one with this name. */
    public static Optional<Invariant> labelled(String label) {
        return Stream.of(ALL).filter(one -> one.label.equals(label)).findFirst();
    }

    /** What it says, in a sentence. */
    public String claim() {
        return claim;
    }

    /** Null when the invariant holds of the vCPUs from {@code first} to {@code end - 1}, else one sentence on where not. */
    abstract String brokenIn(Machine machine, int first, int end);

    public boolean holds(Machine machine) {
        return brokenIn(machine, 0, machine.state.vcpus()) == null;
    }

    /** One sentence on where the invariant is broken, or an empty text when it holds. */
    public String explain(Machine machine) {
        String broken = brokenIn(machine, 0, machine.state.vcpus());
        return broken == null ? "" : broken;
    }

    /** The first invariant that the state breaks, or null. */
    public static Invariant firstBroken(Machine machine) {
        return firstBroken(machine, 0, machine.state.vcpus());
    }

    /**
     * The same for the state that a step led to from one in which no invariant was broken: a step that concerns nobody else
     * can break an invariant of the vCPU alone that took it.
     */
    public static Invariant firstBrokenAfter(Machine machine, long step) {
        if (machine.concernsOthers(step)) {
            return firstBroken(machine);
        }
        int v = Step.a(step);
        return firstBroken(machine, v, v + 1);
    }

    private static Invariant firstBroken(Machine machine, int first, int end) {
        for (Invariant invariant : ALL) {
            if (invariant.brokenIn(machine, first, end) != null) {
                return invariant;
            }
        }
        return null;
    }

    private static final Invariant[] ALL = values();

    private interface EntryCheck {
        boolean isBroken(State s, int v, int page, int entry);
    }

    /**
     * Every entry that its vCPU could use, on its last pCPU, no flush due, a user root loaded, not lazy, and that the page
     * table does not hold: what it holds is neither old nor given away.
     */
    private static String overUsableEntries(Machine m, int first, int end, EntryCheck check) {
        State s = m.state;
        for (int v = first; v < end; v++) {
            int p = s.get(v, VMCS_CPU);
            int space = s.get(v, CR3);
            if (p == NONE || s.is(v, LAZY) || space == KERNEL || m.protocol.isFlushDue(v)) {
                continue;
            }
            for (int page = 0; page < s.scope.pages(); page++) {
                int entry = s.tlb(p, v, page);
                if (entry != NO_ENTRY && entry != s.pt(space, page) && check.isBroken(s, v, page, entry)) {
                    return "p" + (p + 1) + " caches for v" + (v + 1) + " that page g" + (page + 1) + " is frame f"
                            + (State.frameOf(entry) + 1) + (State.isWritable(entry) ? ", writable" : ", read-only")
                            + ", but the page table says " + show(s.pt(space, page))
                            + " and no shootdown in flight announces the change";
                }
            }
        }
        return null;
    }

    private static String show(int entry) {
        return entry == NO_ENTRY
                ? "not present"
                : "f" + (State.frameOf(entry) + 1) + (State.isWritable(entry) ? ", writable" : ", read-only");
    }

    /** {@code InFlight(i)}: the operation has changed something and its flush has not returned. */
    private static boolean inFlight(State s, int i) {
        return s.get(i, PC) != IDLE && s.get(i, PC) <= HYPERCALL;
    }

    private static boolean names(int entry, int frame) {
        return entry != NO_ENTRY && State.frameOf(entry) == frame;
    }
}
