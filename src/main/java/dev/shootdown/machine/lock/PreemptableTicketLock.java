package dev.shootdown.machine.lock;

import static dev.shootdown.machine.lock.LockState.HOLDING;
import static dev.shootdown.machine.lock.LockState.IDLE;
import static dev.shootdown.machine.lock.LockState.RELEASING;
import static dev.shootdown.machine.lock.LockState.SETTING;
import static dev.shootdown.machine.lock.LockState.TRYING;
import static dev.shootdown.machine.lock.LockState.WAITING;

import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import java.util.List;
import java.util.Set;

/**
 * The preemptable ticket spinlock (Ouyang and Lange, VEE'13; pmtlock patches v1.0 to v3.0): a waiter that timed out may go
 * ahead of those before it, and a test-and-set of HOLD decides. Steps as in {@code spec/PreemptableTicketLock.tla}.
 */
public final class PreemptableTicketLock extends Lock {
    public static final String NAME = "preemptable_ticket_lock";

    /** Bug: HOLD is read and set by two instructions. */
    public static final String READ_THEN_WRITE = "hold-read-then-write";

    /** Bug: whose turn it is goes in without a look at HOLD. */
    public static final String TURN_MEANS_LOCK = "turn-means-lock";

    /** Bug: who came out of order does not advance head. */
    public static final String SKIPS_TIMED_OUT = "unlock-skips-timed-out";

    static final List<String> BUGS = List.of(READ_THEN_WRITE, TURN_MEANS_LOCK, SKIPS_TIMED_OUT);

    private static final int TIME_OUT = FIRST_OF_LOCK;
    private static final int TEST_AND_SET = FIRST_OF_LOCK + 1;
    private static final int READ_HOLD = FIRST_OF_LOCK + 2;
    private static final int SET_HOLD = FIRST_OF_LOCK + 3;
    private static final int RELEASE_HOLD = FIRST_OF_LOCK + 4;

    private static final List<StepKind> OWN = List.of(
            StepKind.of(TIME_OUT, "TimeOut", Argument.VCPU),
            StepKind.of(TEST_AND_SET, "TestAndSet", Argument.VCPU),
            StepKind.of(READ_HOLD, "ReadHold", Argument.VCPU),
            StepKind.of(SET_HOLD, "SetHold", Argument.VCPU),
            StepKind.of(RELEASE_HOLD, "ReleaseHold", Argument.VCPU));

    public PreemptableTicketLock(int vcpus, Set<String> bugs) {
        super(NAME, "PreemptableTicketLock", OWN, vcpus, BUGS, bugs);
    }

    @Override
    public List<LockInvariant> invariants() {
        return List.of(
                LockInvariant.TYPE_OK,
                LockInvariant.MUTUAL_EXCLUSION,
                LockInvariant.TICKETS_IN_ORDER,
                LockInvariant.NO_LOST_WAITER,
                LockInvariant.HOLD_IS_OWNED,
                LockInvariant.OVERTAKES_AFTER_TIME_OUT);
    }

    @Override
    void seeTurn(int i) {
        s.setPc(i, hasBug(TURN_MEANS_LOCK) ? HOLDING : TRYING);
    }

    @Override
    void advanceTicket(int i) {
        s.setPc(i, RELEASING);
        if (!hasBug(SKIPS_TIMED_OUT) || !s.has(s.timedOut(), i)) {
            passOn(i);
        }
        s.remove(s.timedOut(), i);
    }

    @Override
    boolean canOwn(long step) {
        int i = Step.a(step);
        return switch (Step.kind(step)) {
            case TIME_OUT -> stands(i, WAITING);
            case TEST_AND_SET -> !hasBug(READ_THEN_WRITE) && stands(i, TRYING) && !s.hold();
            case READ_HOLD -> hasBug(READ_THEN_WRITE) && stands(i, TRYING) && !s.hold();
            case SET_HOLD -> stands(i, SETTING);
            case RELEASE_HOLD -> stands(i, RELEASING);
            default -> false;
        };
    }

    @Override
    void applyOwn(long step) {
        int i = Step.a(step);
        switch (Step.kind(step)) {
            case TIME_OUT -> {
                s.setPc(i, TRYING);
                s.add(s.timedOut(), i);
            }
            case TEST_AND_SET, SET_HOLD -> {
                s.setPc(i, HOLDING);
                s.setHold(true);
            }
            case READ_HOLD -> s.setPc(i, SETTING);
            case RELEASE_HOLD -> {
                s.setPc(i, IDLE);
                s.setHold(false);
            }
            default -> throw new IllegalStateException("no such step");
        }
    }
}
