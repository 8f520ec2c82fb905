package dev.shootdown.machine.lock;

import static dev.shootdown.machine.lock.LockState.DRAWING;
import static dev.shootdown.machine.lock.LockState.HOLDING;
import static dev.shootdown.machine.lock.LockState.IDLE;
import static dev.shootdown.machine.lock.LockState.WAITING;

import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.StepKind.Argument;
import java.util.List;
import java.util.Set;

/**
 * The ticket spinlock of Linux 3.x: first come, first served. Steps as in {@code spec/TicketLock.tla}.
 */
public final class TicketLock extends Lock {
    public static final String NAME = "ticket_lock";

    /** Bug: tail is read and written back by two instructions. */
    public static final String READ_THEN_WRITE = "ticket-read-then-write";

    /** Bug: a waiter goes away and leaves its ticket in the queue. */
    public static final String GIVEN_UP = "ticket-given-up";

    static final List<String> BUGS = List.of(READ_THEN_WRITE, GIVEN_UP);

    private static final int READ_TAIL = FIRST_OF_LOCK;
    private static final int WRITE_TAIL = FIRST_OF_LOCK + 1;
    private static final int GIVE_UP = FIRST_OF_LOCK + 2;

    private static final List<StepKind> OWN = List.of(
            StepKind.of(READ_TAIL, "ReadTail", Argument.VCPU),
            StepKind.of(WRITE_TAIL, "WriteTail", Argument.VCPU),
            StepKind.of(GIVE_UP, "GiveUp", Argument.VCPU));

    public TicketLock(int vcpus, Set<String> bugs) {
        super(NAME, "TicketLock", OWN, vcpus, BUGS, bugs);
    }

    @Override
    public List<LockInvariant> invariants() {
        return List.of(
                LockInvariant.TYPE_OK,
                LockInvariant.MUTUAL_EXCLUSION,
                LockInvariant.TICKETS_IN_ORDER,
                LockInvariant.NO_LOST_WAITER,
                LockInvariant.NO_OVERTAKING);
    }

    @Override
    boolean canTakeTicket(int i) {
        return !hasBug(READ_THEN_WRITE) && super.canTakeTicket(i);
    }

    @Override
    void seeTurn(int i) {
        s.setPc(i, HOLDING);
    }

    @Override
    void advanceTicket(int i) {
        s.setPc(i, IDLE);
        passOn(i);
    }

    @Override
    boolean canOwn(long step) {
        int i = Step.a(step);
        return switch (Step.kind(step)) {
            case READ_TAIL -> hasBug(READ_THEN_WRITE) && stands(i, IDLE);
            case WRITE_TAIL -> stands(i, DRAWING);
            case GIVE_UP -> hasBug(GIVEN_UP) && stands(i, WAITING);
            default -> false;
        };
    }

    @Override
    void applyOwn(long step) {
        int i = Step.a(step);
        switch (Step.kind(step)) {
            case READ_TAIL -> {
                s.setPc(i, DRAWING);
                s.copy(s.tickets(), s.front(i));
            }
            case WRITE_TAIL -> {
                s.setPc(i, WAITING);
                s.add(s.tickets(), i);
            }
            case GIVE_UP -> s.setPc(i, IDLE);
            default -> throw new IllegalStateException("no such step");
        }
    }
}
