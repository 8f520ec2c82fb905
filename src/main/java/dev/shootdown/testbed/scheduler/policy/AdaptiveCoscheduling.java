package dev.shootdown.testbed.scheduler.policy;

/**
 * Adaptive co-scheduling (Weng, Liu, Yu, Li, "Dynamic Adaptive Scheduling for Virtual Machines", HPDC'11): a VM whose vCPUs
 * wait too long for each other is co-scheduled for a while, every other VM is not. Its vCPUs then all get their pCPUs at the
 * same moment for one slice, once in each round of the fair scheduler, and pay for it afterwards like everybody.
 *
 * <p>Different from the paper: it classifies a VM by how long its kernel waits for spinlocks, and here the return of a TLB
 * shootdown is waited for as well. Whoever waits for acknowledgements is in a loop in its kernel, too, and for the same
 * reason: a sibling is not running. By spinlocks alone, a workload without any would never be co-scheduled, and what is left
 * is {@link BalanceScheduling}. How long a VM stays co-scheduled is a constant, where the paper learns it; and the siblings
 * of every VM are kept on different run queues, not only of those that are co-scheduled.
 */
public final class AdaptiveCoscheduling extends Policy {
    private final Vms vms;
    private final CoschedulingTuning tuning;
    private final long[] coscheduledUntil;
    private long nextRound = Long.MAX_VALUE;
    private int lastTurn = -1;

    public AdaptiveCoscheduling(Vms vms, CoschedulingTuning tuning) {
        this.vms = vms;
        this.tuning = tuning;
        coscheduledUntil = new long[vms.count()];
    }

    @Override
    public Apart siblings() {
        return Apart.YES;
    }

    @Override
    public void waited(int vm, long cycles, long now) {
        if (cycles > tuning.longWait()) {
            coscheduledUntil[vm] = now + tuning.coscheduledFor();
            if (nextRound == Long.MAX_VALUE) {
                nextRound = now;
            }
        }
    }

    @Override
    public long next() {
        return nextRound;
    }

    @Override
    public void act(long now) {
        long turn = nextRound;
        nextRound = Long.MAX_VALUE;
        int vm = turnOf(now);
        if (vm < 0) {
            return;
        }
        for (int t = vms.first(vm); t < vms.first(vm) + vms.size(vm); t++) {
            cfs().boost(t, tuning.slice(), now);
        }
        // A slice for the gang and one for the others; two gangs take turns in what is theirs.
        nextRound = turn + 2 * tuning.slice();
        lastTurn = vm;
    }

    private int turnOf(long now) {
        for (int k = 1; k <= coscheduledUntil.length; k++) {
            int vm = (lastTurn + k) % coscheduledUntil.length;
            if (coscheduledUntil[vm] > now) {
                return vm;
            }
        }
        return -1;
    }

    /** Whether the VM is being co-scheduled. */
    boolean isCoscheduled(int vm, long now) {
        return coscheduledUntil[vm] > now;
    }
}
