package dev.shootdown.testbed;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a guest or its host may have beside a shootdown scheme, under the name that follows a {@code +} in a
 * {@link SystemName}. One new constant here is all that makes a name known; who acts on it asks
 * {@link SystemName#has}.
 */
public enum Addition {
    /** The guest's spinlock is the ticket lock: what it is without a name, too. */
    TICKET("ticket", Part.LOCK),
    /** The guest's spinlock is the preemptable ticket lock, version 3. */
    PMT("pmt", Part.LOCK),
    /** The same, version 1: waiters are more patient. */
    PMT_V1("pmt-v1", Part.LOCK),
    /** The guest's spinlock is the paravirtual ticket lock: a waiter spins for a while and halts. */
    PVLOCK("pvlock", Part.LOCK),
    /** Pause-loop exiting: the VMM notices that a vCPU spins, and yields to another one. */
    PLE("ple", Part.EXIT),
    /** All vCPUs of a VM start and stop together. */
    COSCHED("cosched", Part.HOST_SCHEDULER),
    /** vCPUs too far ahead of their siblings are stopped. */
    RELAXED("relaxed", Part.HOST_SCHEDULER),
    /** VMs whose vCPUs wait long for each other are co-scheduled. */
    ADAPTIVE("adaptive", Part.HOST_SCHEDULER),
    /** No two vCPUs of a VM on one run queue. */
    BALANCE("balance", Part.HOST_SCHEDULER),
    /** vCPUs that get an IPI of a sibling go first. */
    DEMAND("demand", Part.HOST_SCHEDULER);

    /** What there can be only one of. */
    public enum Part {
        LOCK("spinlocks"),
        EXIT("kinds of pause-loop exiting"),
        HOST_SCHEDULER("policies of the host's scheduler");

        private final String plural;

        Part(String plural) {
            this.plural = plural;
        }

        String plural() {
            return plural;
        }
    }

    private final String label;
    private final Part part;

    Addition(String label, Part part) {
        this.label = label;
        this.part = part;
    }

    /** The name on the command line. */
    public String label() {
        return label;
    }

    Part part() {
        return part;
    }

    static Optional<Addition> named(String label) {
        return Stream.of(values()).filter(one -> one.label.equals(label)).findFirst();
    }

    /** All names, in the order in which they are shown. */
    public static List<String> labels() {
        return Stream.of(values()).map(Addition::label).toList();
    }
}
