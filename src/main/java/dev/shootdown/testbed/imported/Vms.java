package dev.shootdown.testbed.imported;

import dev.shootdown.trace.host.VcpuThread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which of the threads that run vCPUs belong to the same VM. */
final class Vms {
    private Vms() {}

    /** One VM's threads, and how that is known. */
    record Vm(List<VcpuThread> threads) {
        Vm {
            threads = List.copyOf(threads);
        }

        double sum(java.util.function.ToDoubleFunction<VcpuThread> of) {
            return threads.stream().mapToDouble(of).sum();
        }

        double signalsPerVcpu() {
            return sum(VcpuThread::signals) / threads.size();
        }
    }

    static boolean haveProcesses(List<VcpuThread> threads) {
        return threads.stream().allMatch(thread -> thread.process() >= 0);
    }

    /**
     * By process, if the trace tells it (perf does; ftrace with the option record-tgid); else a VM begins where, in the order of
     * thread numbers, a vCPU's number does not go up, as a VMM makes its threads one after the other. The VM that signals most
     * comes first: with flushes by IPI it is the one that flushes. But if there is a guest's trace and only one VM has as many
     * vCPUs as that has CPUs, it is that one.
     *
     * @param guestCpus CPUs of the guest's trace; 0 if there is none
     */
    static List<Vm> of(List<VcpuThread> threads, int guestCpus) {
        List<Vm> vms = new ArrayList<>();
        if (haveProcesses(threads)) {
            Map<Integer, List<VcpuThread>> byProcess = new LinkedHashMap<>();
            threads.forEach(thread -> byProcess
                    .computeIfAbsent(thread.process(), key -> new ArrayList<>())
                    .add(thread));
            byProcess.values().forEach(group -> vms.add(new Vm(group)));
        } else {
            List<VcpuThread> group = new ArrayList<>();
            int last = -1;
            for (VcpuThread thread : threads) {
                if (!group.isEmpty() && thread.vcpu() <= last) {
                    vms.add(new Vm(group));
                    group = new ArrayList<>();
                }
                last = thread.vcpu();
                group.add(thread);
            }
            if (!group.isEmpty()) {
                vms.add(new Vm(group));
            }
        }
        vms.sort(Comparator.comparingDouble(Vm::signalsPerVcpu).reversed());
        List<Vm> fitting =
                vms.stream().filter(vm -> vm.threads().size() == guestCpus).toList();
        if (fitting.size() == 1) {
            vms.remove(fitting.get(0));
            vms.add(0, fitting.get(0));
        }
        return vms;
    }
}
