package dev.shootdown.testbed.profile;

/**
 * The hardware threads of a machine, numbered so that pCPU 0 and 1 are the threads of the first core, and the first socket
 * comes before the second.
 *
 * @param smtSlowdown by which factor guest code takes longer while the sibling thread is busy too; 1 for not at all
 */
public record Topology(int sockets, int coresPerSocket, int threadsPerCore, double smtSlowdown) {
    static Topology read(Section section) {
        Topology topology = new Topology(
                section.count("sockets", 1, 64),
                section.count("cores_per_socket", 1, 256),
                section.count("threads_per_core", 1, 8),
                section.ratio("smt_slowdown", 1, 10));
        if (topology.pcpus() > Scenario.MAX_CPUS) {
            throw section.bad(
                    "cores_per_socket",
                    "makes " + topology.pcpus() + " pCPUs (at most " + Scenario.MAX_CPUS + " are supported)");
        }
        section.done();
        return topology;
    }

    /** How many hardware threads there are. */
    public int pcpus() {
        return sockets * coresPerSocket * threadsPerCore;
    }

    public int core(int pcpu) {
        return pcpu / threadsPerCore;
    }

    public int socket(int pcpu) {
        return core(pcpu) / coresPerSocket;
    }
}
