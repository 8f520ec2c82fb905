package dev.shootdown.testbed;

import dev.shootdown.testbed.profile.BackgroundWork;
import java.util.List;

/**
 * The host's own work that comes up on each pCPU now and then: handlers with interrupts off, which keep the pCPU from
 * everything else, and threads, which the scheduler places among the vCPUs.
 */
final class Background {
    private final Sim sim;
    private final Host host;
    private final List<BackgroundWork> works;
    private final Rng[] rng;
    /** Per work and pCPU: cycles still to do. */
    private final long[] left;

    private final boolean[] due;

    Background(Sim sim, Host host) {
        this.sim = sim;
        this.host = host;
        works = sim.profile.background();
        int n = works.size() * sim.pcpus;
        rng = new Rng[n];
        left = new long[n];
        due = new boolean[n];
    }

    void start(Rng seed) {
        for (int p : sim.scenario.pcpus()) {
            for (int work = 0; work < works.size(); work++) {
                int number = work * sim.pcpus + p;
                rng[number] = seed.split(number);
                scheduleNext(number);
            }
        }
    }

    private void scheduleNext(int number) {
        long interval = works.get(number / sim.pcpus).interval().sample(rng[number]);
        sim.queue.schedule(sim.sources.background + number, sim.now + interval);
    }

    /** A piece comes up on its pCPU. */
    void arrives(int number) {
        sim.queue.cancel(sim.sources.background + number);
        left[number] = works.get(number / sim.pcpus).length().sample(rng[number]);
        due[number] = true;
        host.raise(number % sim.pcpus, Host.BACKGROUND, 0);
    }

    /** The cycles that work with interrupts off takes from p now. */
    long stolen(int p) {
        long cycles = 0;
        for (int work = 0; work < works.size(); work++) {
            int number = work * sim.pcpus + p;
            if (due[number] && works.get(work).interruptsOff()) {
                due[number] = false;
                cycles += left[number];
                scheduleNext(number);
            }
        }
        return cycles;
    }

    /** Makes the threads runnable whose work has come up on p. */
    void wakeThreads(int p) {
        for (int work = 0; work < works.size(); work++) {
            int number = work * sim.pcpus + p;
            if (due[number] && !works.get(work).interruptsOff()) {
                due[number] = false;
                host.wake(sim.vcpus + number, p);
            }
        }
    }

    long left(int thread) {
        return left[thread - sim.vcpus];
    }

    void pause(int thread, long cycles) {
        left[thread - sim.vcpus] = cycles;
    }

    void finished(int thread) {
        scheduleNext(thread - sim.vcpus);
    }
}
