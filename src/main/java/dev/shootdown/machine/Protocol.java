package dev.shootdown.machine;

/**
 * A scheme at work on one machine: its own steps, and what it adds to the common ones. The hooks are as coarse as a
 * whole step. What is not overridden behaves as on a machine without paravirtualization.
 *
 * <p>A protocol keeps its state in the machine's {@link State} only: the scheme variables there, or words of its own
 * ({@link Scheme#words}).
 */
public abstract class Protocol {
    protected final Machine machine;
    protected final State s;

    protected Protocol(Machine machine) {
        this.machine = machine;
        this.s = machine.state;
    }

    /** Whether the guard of a step of this scheme holds. */
    public boolean can(long step) {
        return false;
    }

    /** Takes a step of this scheme whose guard holds. */
    public void apply(long step) {
        throw new IllegalStateException("no such step: " + machine.show(step));
    }

    /**
     * Offers the scheme's steps that vCPU v could take where it stands. Steps whose guard does not hold may be offered,
     * none that is enabled may be missing.
     */
    public void offer(int v, Offers offers) {}

    /** The same for steps of a pCPU. */
    public void offerOfPcpu(int p, Offers offers) {}

    /**
     * Whether a step, common or of this scheme, may change what vCPUs could do that did not take it, or what invariants say
     * of them. Of steps that do not, the explorer looks at the vCPU alone that took it, which has to be their first argument. A
     * scheme that does not override this is asked for everything after every step, and so is one of another package, whatever
     * it says; one whose guards and hooks ask about their own vCPU only may say {@link Steps#concernsOthers} of the common
     * steps. {@link Machine#enabledAfter} says what is looked at in any case.
     */
    public boolean concernsOthers(long step) {
        return true;
    }

    /** What else {@code LoadVcpu(v, p)} does. */
    public void vcpuLoaded(int v) {}

    /** What else {@code EnterGuest(v)} asks for. */
    public boolean mayEnterGuest(int v) {
        return true;
    }

    /** What else {@code ExitGuest(v)} and {@code Halt(v)} do. */
    public void guestExited(int v) {}

    /** What else {@code Preempt(v)} asks for. */
    public boolean mayPreempt(int v) {
        return true;
    }

    /** What else {@code Preempt(v)} does. */
    public void vcpuPreempted(int v) {}

    /** What else {@code ReadCpumask(i)} does. */
    public void flushBegins(int i) {}

    /** What else {@code QueueCall(i, t)} asks for. */
    public boolean mayQueueCall(int i) {
        return true;
    }

    /** What else {@code FinishFlush(i)} asks for. */
    public boolean mayFinishFlush(int i) {
        return true;
    }

    /**
     * Whether {@code FreeTable(i)} waits for a grace period on this machine. Where nobody walks in software there is none:
     * it would end at once.
     */
    public boolean freesTablesByRcu() {
        return machine.scheme.freesTablesByRcu() && machine.scope.has(Feature.WALKERS);
    }

    /** What else {@code StartEmulation(v, g)} asks for. */
    public boolean mayStartEmulation(int v) {
        return true;
    }

    /** Whether v's emulation in flight would make its access, or be given up. */
    public boolean completesEmulation(int v) {
        return true;
    }

    /** Whether v still owes a flush that it should have done before it entered the guest. */
    public boolean isFlushOwed(int v) {
        return isFlushDue(v);
    }

    /** {@code FlushDue(v)}: everything of v is flushed before its next guest instruction. */
    public boolean isFlushDue(int v) {
        return s.is(v, State.FLUSH_REQUEST);
    }
}
