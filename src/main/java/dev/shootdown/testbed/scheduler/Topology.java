package dev.shootdown.testbed.scheduler;

/**
 * How the pCPUs (hardware threads) of a host are grouped. They are numbered socket by socket, core by core, thread by
 * thread; the last-level cache is one per socket.
 *
 * @param sockets how many sockets
 * @param coresPerSocket how many cores on each
 * @param threadsPerCore how many hardware threads on each core
 */
public record Topology(int sockets, int coresPerSocket, int threadsPerCore) {
    public Topology {
        if (sockets < 1 || coresPerSocket < 1 || threadsPerCore < 1) {
            throw new IllegalArgumentException("a host has at least one socket, core and thread");
        }
    }

    public int pcpus() {
        return sockets * coresPerSocket * threadsPerCore;
    }

    public int pcpusPerSocket() {
        return coresPerSocket * threadsPerCore;
    }

    /** The first pCPU of the core that p is a thread of. */
    public int firstOfCore(int p) {
        return p - p % threadsPerCore;
    }

    /** The first pCPU of the socket that p is on. */
    public int firstOfSocket(int p) {
        return p - p % pcpusPerSocket();
    }

    public boolean sameCore(int p, int q) {
        return p / threadsPerCore == q / threadsPerCore;
    }

    public boolean sameSocket(int p, int q) {
        return p / pcpusPerSocket() == q / pcpusPerSocket();
    }
}
