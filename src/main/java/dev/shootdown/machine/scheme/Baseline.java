package dev.shootdown.machine.scheme;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.Protocol;
import dev.shootdown.machine.Scheme;
import dev.shootdown.machine.Step;
import dev.shootdown.machine.StepKind;
import dev.shootdown.machine.Steps;
import java.util.List;

/**
 * Native shootdown of Linux 3.16 to 4.0, the paper's baseline: an IPI to every other CPU of mm_cpumask and a busy-wait
 * for all of them. It adds nothing to the common steps: {@code spec/Baseline.tla}.
 */
public final class Baseline implements Scheme {
    @Override
    public String name() {
        return "baseline";
    }

    @Override
    public String module() {
        return "Baseline";
    }

    @Override
    public List<StepKind> steps() {
        return List.of();
    }

    @Override
    public boolean sendsGuestIpis() {
        return true;
    }

    @Override
    public Protocol on(Machine machine) {
        return new Protocol(machine) {
            @Override
            public boolean concernsOthers(long step) {
                return Steps.concernsOthers(Step.kind(step));
            }
        };
    }
}
