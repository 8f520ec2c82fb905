package dev.shootdown.machine.lock;

import static dev.shootdown.machine.lock.LockState.GUEST;
import static dev.shootdown.machine.lock.LockState.IDLE;
import static dev.shootdown.machine.lock.LockState.OUT;
import static dev.shootdown.machine.lock.LockState.WAITING;

import dev.shootdown.machine.BadInput;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A lock and the vCPUs that want it: a state and the steps that change it, each under the name of its TLA+ action. Like
 * {@link dev.shootdown.machine.Machine} it decides nothing: {@link #can} is a guard, {@link #apply} an effect.
 *
 * <p>Tickets are sets, not numbers, as in {@code spec/Lock.tla}, which says why that is the same.
 */
public abstract class Lock {
    static final int ENTER_GUEST = 0;
    static final int PREEMPT = 1;
    static final int TAKE_TICKET = 2;
    static final int SEE_TURN = 3;
    static final int ADVANCE_TICKET = 4;

    /** Where the kinds of step of single locks begin. */
    static final int FIRST_OF_LOCK = 5;

    private static final List<StepKind> COMMON = List.of(
            StepKind.of(ENTER_GUEST, "EnterGuest", Argument.VCPU),
            StepKind.of(PREEMPT, "Preempt", Argument.VCPU),
            StepKind.of(TAKE_TICKET, "TakeTicket", Argument.VCPU),
            StepKind.of(SEE_TURN, "SeeTurn", Argument.VCPU),
            StepKind.of(ADVANCE_TICKET, "AdvanceTicket", Argument.VCPU));

    protected final LockState s;
    private final String name;
    private final String module;
    private final List<StepKind> kinds;
    private final Set<String> bugs;
    private final int[] heads;
    private final int[] frontOfJ;

    /** A lock in its first state; its own kinds of step follow {@link #FIRST_OF_LOCK} without gaps. */
    Lock(String name, String module, List<StepKind> own, int vcpus, List<String> known, Set<String> bugs) {
        this.name = name;
        this.module = module;
        for (String bug : bugs) {
            if (!known.contains(bug)) {
                throw new BadInput(name + " has no bug '" + bug + "'; it has " + String.join(", ", known));
            }
        }
        s = new LockState(vcpus);
        heads = s.members(s.tickets());
        frontOfJ = heads.clone();
        this.bugs = Collections.unmodifiableSet(new TreeSet<>(bugs));
        List<StepKind> all = new ArrayList<>(COMMON);
        all.addAll(own);
        kinds = List.copyOf(all);
    }

    public String name() {
        return name;
    }

    /** The TLA+ module. */
    public String module() {
        return module;
    }

    public LockState state() {
        return s;
    }

    public Set<String> bugs() {
        return bugs;
    }

    boolean hasBug(String bug) {
        return bugs.contains(bug);
    }

    /** The invariants that this lock is held to. */
    public abstract List<LockInvariant> invariants();

    /** Whether the guard of a step holds. */
    public boolean can(long step) {
        int v = Step.a(step);
        return switch (Step.kind(step)) {
            case ENTER_GUEST -> s.mode(v) == OUT;
            case PREEMPT -> s.mode(v) == GUEST;
            case TAKE_TICKET -> canTakeTicket(v);
            case SEE_TURN -> stands(v, WAITING) && isTurn(v);
            case ADVANCE_TICKET -> stands(v, LockState.HOLDING);
            default -> canOwn(step);
        };
    }

    /** Takes a step whose guard holds. */
    public void apply(long step) {
        int v = Step.a(step);
        switch (Step.kind(step)) {
            case ENTER_GUEST -> s.setMode(v, GUEST);
            case PREEMPT -> s.setMode(v, OUT);
            case TAKE_TICKET -> takeTicket(v);
            case SEE_TURN -> seeTurn(v);
            case ADVANCE_TICKET -> advanceTicket(v);
            default -> applyOwn(step);
        }
    }

    abstract boolean canOwn(long step);

    abstract void applyOwn(long step);

    abstract void seeTurn(int i);

    abstract void advanceTicket(int i);

    /** The code of the kind of step with this action's name; -1 if this lock has no such step. */
    public int code(String action) {
        for (StepKind kind : kinds) {
            if (kind.name().equals(action)) {
                return kind.code();
            }
        }
        return -1;
    }

    /** Every enabled step, in an order that depends on the state alone. */
    public List<Long> enabled() {
        List<Long> enabled = new ArrayList<>();
        for (int v = 0; v < s.vcpus(); v++) {
            for (StepKind kind : kinds) {
                long step = Step.of(kind.code(), v);
                if (can(step)) {
                    enabled.add(step);
                }
            }
        }
        return enabled;
    }

    /** A step as text, as in {@code SeeTurn(v1)}. */
    public String show(long step) {
        return kinds.get(Step.kind(step)).name() + "(" + Argument.VCPU.show(Step.a(step)) + ")";
    }

    /**
     * The step that {@link #show} shows as this text.
     *
     * @throws BadInput when there is none
     */
    public long step(String text) {
        for (StepKind kind : kinds) {
            for (int v = 0; v < s.vcpus(); v++) {
                long step = Step.of(kind.code(), v);
                if (show(step).equals(text)) {
                    return step;
                }
            }
        }
        throw new BadInput(name + " has no step '" + text + "'");
    }

    /** v runs and stands there. */
    boolean stands(int v, int pc) {
        return s.mode(v) == GUEST && s.pc(v) == pc;
    }

    boolean canTakeTicket(int i) {
        return stands(i, IDLE);
    }

    private void takeTicket(int i) {
        s.setPc(i, WAITING);
        s.copy(s.tickets(), s.front(i));
        s.add(s.tickets(), i);
    }

    /** Head has come to i's ticket, or is beyond it. */
    boolean isTurn(int i) {
        return s.isEmpty(s.front(i)) || s.has(s.passed(), i);
    }

    private boolean isHead(int x) {
        return s.has(s.tickets(), x) && s.isEmpty(s.front(x));
    }

    /** {@code AdvanceEffect(j)}: head + 1, by whoever has the lock. */
    void passOn(int j) {
        Arrays.fill(heads, 0);
        for (int x = 0; x < s.vcpus(); x++) {
            if (isHead(x)) {
                heads[x / Integer.SIZE] |= 1 << x % Integer.SIZE;
            }
        }
        s.get(s.front(j), frontOfJ);
        for (int i = 0; i < s.vcpus(); i++) {
            int front = s.front(i);
            if (i == j) {
                s.clear(front);
            } else if ((heads[i / Integer.SIZE] >>> i % Integer.SIZE & 1) != 0) {
                s.put(front, frontOfJ);
                s.remove(front, i);
            } else if (s.has(front, j)) {
                s.remove(front, j);
            } else {
                s.removeAll(front, heads);
            }
        }
        s.remove(s.tickets(), j);
        s.addAll(s.passed(), heads);
        s.remove(s.passed(), j);
    }
}
