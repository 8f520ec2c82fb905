package dev.shootdown.machine;

/**
 * Words of one kind, for each pCPU, for each vCPU, or for each pair of them.
 *
 * @param first where those of the first CPU begin
 * @param stride how far those of the next CPU are
 * @param words how many there are of each
 */
record Region(int first, Holds holds, boolean ofPcpu, boolean ofVcpu, int stride, int words) {
    static Region of(int first, Holds holds, int words) {
        return new Region(first, holds, false, false, 0, words);
    }

    static Region ofVcpus(int first, Holds holds, int stride, int words) {
        return new Region(first, holds, false, true, stride, words);
    }

    /** The k-th word of that pCPU and that vCPU. */
    int place(int p, int v, int vcpus, int k) {
        int cpu = ofPcpu && ofVcpu ? p * vcpus + v : ofPcpu ? p : ofVcpu ? v : 0;
        return first + cpu * stride + k;
    }

    /** What a word of the variables holds. */
    enum Holds {
        VCPU,
        PCPU,
        /** A set of vCPUs. */
        VCPUS,
        /** An entry with its frame. */
        ENTRY,
        /** What no CPU or frame is named by. */
        OTHER;

        static Holds scalar(int variable) {
            return switch (variable) {
                case State.VMCS_CPU, State.VCPU_CPU, State.ASKED_CPU -> PCPU;
                case State.CHECKING, State.INFO -> VCPU;
                case State.EMULATED_ENTRY -> ENTRY;
                default -> OTHER;
            };
        }
    }
}
