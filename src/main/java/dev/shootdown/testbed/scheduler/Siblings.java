package dev.shootdown.testbed.scheduler;

import static dev.shootdown.testbed.scheduler.RunQueues.NONE;

/**
 * How many threads of a group (the vCPUs of a VM) run or wait on each pCPU, and whether that matters: under balance
 * scheduling no two siblings share a run queue (Sukwong and Kim, EuroSys'11); load-conscious balance scheduling (Kim and
 * others, ASPLOS'13) lets them where the other queues are longer.
 */
public final class Siblings {
    private final boolean apart;
    private final boolean loadConscious;
    private final int[] groupOf;
    private final int pcpus;
    private final short[] present;

    private Siblings(boolean apart, boolean loadConscious, int[] groupOf, int pcpus) {
        this.apart = apart;
        this.loadConscious = loadConscious;
        this.groupOf = groupOf;
        this.pcpus = pcpus;
        int groups = 0;
        for (int g : groupOf) {
            groups = Math.max(groups, g + 1);
        }
        present = new short[groups * pcpus];
    }

    /** Threads may share run queues with their siblings. */
    public static Siblings together() {
        return new Siblings(false, false, new int[0], 0);
    }

    /**
     * Threads keep away from the run queues of their siblings.
     *
     * @param groupOf the group of each thread; -1 for one without siblings
     */
    public static Siblings apart(int[] groupOf, int pcpus) {
        return new Siblings(true, false, groupOf.clone(), pcpus);
    }

    /** The same, unless the queues without a sibling are longer. */
    public static Siblings apartUnlessCrowded(int[] groupOf, int pcpus) {
        return new Siblings(true, true, groupOf.clone(), pcpus);
    }

    /** Whether t would join a sibling on p. */
    boolean crowds(int t, int p) {
        return apart && groupOf[t] != NONE && present[groupOf[t] * pcpus + p] > 0;
    }

    /** Whether a queue of so many threads is too long to be preferred to one of so many with a sibling. */
    boolean isTooLong(int without, int with) {
        return loadConscious && without > with;
    }

    /** Whether balancing, which evens out the lengths of queues, may not move t to p. */
    boolean bars(int t, int p) {
        return !loadConscious && crowds(t, p);
    }

    void enter(int t, int p) {
        count(t, p, 1);
    }

    void leave(int t, int p) {
        count(t, p, -1);
    }

    private void count(int t, int p, int more) {
        if (apart && groupOf[t] != NONE) {
            present[groupOf[t] * pcpus + p] += (short) more;
        }
    }
}
