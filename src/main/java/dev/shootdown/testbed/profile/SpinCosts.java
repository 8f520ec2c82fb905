package dev.shootdown.testbed.profile;

/**
 * What spinlocks cost on a machine, and when its hypervisor notices that somebody spins; in cycles unless said otherwise. A
 * machine may leave this block out: then it runs no workload with locks and no system with pause-loop exiting.
 *
 * @param acquire taking or giving up a lock that is free: one locked instruction and the call around it
 * @param handover from the release of a lock until its next owner, who spins, sees it: a cache line moving
 * @param pause one turn of a spin loop, its PAUSE included
 * @param pvThreshold turns of the loop after which a waiter of the paravirtual lock halts (turns)
 * @param pleGap pauses that are further apart are of different loops
 * @param pleWindow how long a loop lasts at least when it causes an exit
 * @param pleWindowGrow by how much an exit multiplies the vCPU's window, until it is scheduled in anew (factor)
 * @param pleExit handling the exit: looking for a vCPU to yield to
 */
public record SpinCosts(
        long acquire,
        long handover,
        long pause,
        int pvThreshold,
        long pleGap,
        long pleWindow,
        int pleWindowGrow,
        long pleExit) {
    static SpinCosts read(Section section) {
        SpinCosts costs = new SpinCosts(
                section.cycles("acquire"),
                section.cycles("handover"),
                section.cycles("pause", 1),
                section.count("pv_threshold", 1, 1 << 30),
                section.cycles("ple_gap", 1),
                section.cycles("ple_window", 1),
                section.count("ple_window_grow", 1, 1 << 10),
                section.cycles("ple_exit"));
        section.done();
        return costs;
    }
}
