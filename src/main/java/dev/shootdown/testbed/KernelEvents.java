package dev.shootdown.testbed;

import java.util.function.IntPredicate;

/**
 * What tracepoints of the host's kernel and of the guests' would tell of a run, at the time of the testbed. Threads of the host
 * are numbered as its scheduler does: vCPUs first, then background work; -1 is idle.
 */
public interface KernelEvents {
    int NO_HYPERCALL = -1;
    /** KVM_HC_KICK_CPU. */
    int KICK_HYPERCALL = 5;
    /** The flush of the schemes that flush by hypercall: a number that no Linux has. */
    int FLUSH_HYPERCALL = 100;

    /** vCPU v leaves guest mode on p. */
    void left(int v, int p, ExitReason why, int hypercall);

    /** v is in guest mode again. */
    void entered(int v, int p);

    /** p goes on with a thread, which may be the one it had. */
    void scheduled(int p, int thread, IntPredicate isRunnable);

    /** Host code on a pCPU interrupts another one. */
    void ipiSent(int from, int to, boolean reschedules);

    /** p begins to handle such interrupts. */
    void ipiTaken(int p, boolean reschedules);

    /** Guest code on v begins a flush that has others to reach; -1 pages are all. */
    void flushBegins(int v, long pages);

    /** It has queued its request at t. */
    void callQueued(int v, int t);

    /** All have answered. */
    void flushReturns(int v);

    /** The interrupt handler of v for calls begins or ends. */
    void callInterrupt(int v, boolean begins);

    /** In it, the request of i is begun. */
    void handles(int v, int i);

    /** It is done; if v had the address space loaded, so many pages were flushed. */
    void handled(int v, int i, boolean flushed, long pages);

    /** v's guest code switches threads; -1 is idle. */
    void guestSwitches(int v, int from, int to, boolean fromIsRunnable);
}
