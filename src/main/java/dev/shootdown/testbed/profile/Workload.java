package dev.shootdown.testbed.profile;

import dev.shootdown.testbed.Rng;

/**
 * What the threads of one process in a guest do. Every thread repeats, on its own random stream: compute for a burst and
 * touch pages of the working set; perhaps take a spinlock of the kernel; perhaps touch a page that is new; perhaps do an
 * operation (map and touch its pages first if they are not there); perhaps wake a waiting peer; perhaps wait at a barrier;
 * perhaps block.
 *
 * @param threadsPerVcpu threads of the process for each vCPU of the VM
 * @param computeBurst cycles of user code between two events
 * @param operationProbability probability of an operation after a burst
 * @param munmapShare share of operations that are {@link Operation#MUNMAP}
 * @param madviseShare share that are {@link Operation#MADVISE}; the rest are {@link Operation#MPROTECT}
 * @param operationPages pages of one operation
 * @param populatedShare which share of these pages is really there, so that a fault brought it in before and an entry must
 *     be cleared
 * @param workingSetPages pages that a thread touches again and again
 * @param touchesPerBurst how many of them, drawn at random, in one burst
 * @param pageFaultProbability probability of a minor page fault after a burst, on a page that stays and that no operation
 *     gives back: a heap that grows, a file that is mapped
 * @param blocking how threads wait for each other
 * @param locks the kernel's spinlocks
 * @param barrierInterval cycles of computing between two barriers of all threads, another one for each thread and each time;
 *     null if there are no barriers
 * @param work cycles that each thread computes before it ends; 0 if it never does
 * @param facts where the numbers come from
 */
public record Workload(
        String name,
        int threadsPerVcpu,
        Distribution computeBurst,
        double operationProbability,
        double munmapShare,
        double madviseShare,
        Distribution operationPages,
        double populatedShare,
        int workingSetPages,
        int touchesPerBurst,
        double pageFaultProbability,
        Blocking blocking,
        LockUse locks,
        Distribution barrierInterval,
        long work,
        Facts facts) {
    private static final double MAX_WEIGHT = 1e6;

    /**
     * How threads block, as on the queues of a pipeline or on I/O.
     *
     * @param probability probability that a thread blocks after a burst
     * @param peerShare share of these that end by a peer's wake-up; the rest, and those no peer wakes, end by time
     * @param wakeProbability probability that a thread wakes the longest waiting peer after a burst, if there is one
     * @param sleep how long a thread sleeps at most, in cycles
     */
    public record Blocking(double probability, double peerShare, double wakeProbability, Distribution sleep) {
        static Blocking read(Section section) {
            Blocking blocking = new Blocking(
                    section.ratio("probability", 0, 1),
                    section.ratio("peer_share", 0, 1),
                    section.ratio("wake_probability", 0, 1),
                    Distributions.cycles(section.section("sleep"), 1));
            section.done();
            return blocking;
        }
    }

    static Workload read(Document document) {
        Section top = document.open()
                .expecting(
                        "name",
                        "threads_per_vcpu",
                        "work",
                        "compute_burst",
                        "operations",
                        "memory",
                        "blocking",
                        "barriers",
                        "locks");
        String name = top.word("name");
        int threadsPerVcpu = top.count("threads_per_vcpu", 1, 64);
        Distribution computeBurst = Distributions.cycles(top.section("compute_burst"), 1);
        Section operations = top.section("operations");
        double probability = operations.ratio("probability", 0, 1);
        double munmap = operations.ratio("munmap_weight", 0, MAX_WEIGHT);
        double madvise = operations.ratio("madvise_weight", 0, MAX_WEIGHT);
        double mprotect = operations.ratio("mprotect_weight", 0, MAX_WEIGHT);
        double weights = munmap + madvise + mprotect;
        if (weights == 0) {
            throw operations.bad(
                    "munmap_weight", "and the other two weights are all zero (one of them above zero is expected)");
        }
        double populated = operations.ratio("populated_share", 0, 1);
        Distribution pages = Distributions.pages(operations.section("pages"), 1);
        operations.done();
        Section memory = top.section("memory");
        int workingSet = memory.count("working_set_pages", 1, 1 << 20);
        int touches = memory.count("touches_per_burst", 0, 1 << 16);
        double pageFaults = memory.has("page_fault_probability") ? memory.ratio("page_fault_probability", 0, 1) : 0;
        memory.done();
        Blocking blocking = Blocking.read(top.section("blocking"));
        LockUse locks = top.has("locks") ? LockUse.read(top.section("locks")) : LockUse.NONE;
        Distribution barrierInterval = top.has("barriers") ? barrierInterval(top.section("barriers")) : null;
        long work = top.has("work") ? top.cycles("work") : 0;
        top.done();
        return new Workload(
                name,
                threadsPerVcpu,
                computeBurst,
                probability,
                munmap / weights,
                madvise / weights,
                pages,
                populated,
                workingSet,
                touches,
                pageFaults,
                blocking,
                locks,
                barrierInterval,
                work,
                document.facts());
    }

    private static Distribution barrierInterval(Section section) {
        Distribution interval = Distributions.cycles(section.section("interval"), 1);
        section.done();
        return interval;
    }

    /** Whether its threads end. */
    public boolean ends() {
        return work > 0;
    }

    /** Draws which operation comes next. */
    public Operation nextOperation(Rng rng) {
        double draw = rng.nextDouble();
        if (draw < munmapShare) {
            return Operation.MUNMAP;
        }
        return draw < munmapShare + madviseShare ? Operation.MADVISE : Operation.MPROTECT;
    }

    /** The same workload with one number changed; key and unit as in its file. */
    public Workload with(String key, double value) {
        return read(facts.document().with(key, value));
    }

    /** The same workload on a machine with this clock. */
    Workload atClock(double clockHz) {
        return read(facts.document().atClock(clockHz));
    }
}
