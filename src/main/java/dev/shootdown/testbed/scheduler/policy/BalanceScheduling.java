package dev.shootdown.testbed.scheduler.policy;

/**
 * Balance scheduling (Sukwong and Kim, "Is Co-scheduling Too Expensive for SMP VMs?", EuroSys'11): no two vCPUs of a VM on one
 * run queue, and no gang. Siblings then never wait for each other's slice, and run at the same time more often.
 */
public final class BalanceScheduling extends Policy {
    @Override
    public Apart siblings() {
        return Apart.YES;
    }
}
