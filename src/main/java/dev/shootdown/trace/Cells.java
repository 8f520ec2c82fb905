package dev.shootdown.trace;

import dev.shootdown.machine.Machine;
import dev.shootdown.machine.State;
import dev.shootdown.machine.StepKind.Argument;
import dev.shootdown.trace.Word.Mark;
import java.util.ArrayList;
import java.util.List;

/** How things stand at one place of the machine, in a few words: the cells of a {@link Timeline}, the places of a {@link Frame}. */
final class Cells {
    private static final String[] MODES = {"out", "host", "guest"};
    private static final String[] STAGES = {
        "", "changed", "pinned", "local done", "remote", "hypercall", "returned", "grace"
    };
    private static final String[] STAGE_MEANINGS = {
        "",
        "has changed the page table of %s; its shootdown is still to come",
        "is about to flush %s; its thread stays on this vCPU",
        "has flushed its own TLB, or had no need to",
        "has read the mask of %s and sees to its targets one by one",
        "is in the flush hypercall",
        "its shootdown of %s has returned",
        "waits for a grace period before it frees a page table of %s"
    };
    private static final String[] WORDS = {"word=out", "word=in", "word=flush"};
    private static final String[] WORD_MEANINGS = {"\"out\"", "\"in\": interrupt it", "\"flush before you run\""};
    private static final int MOST_ENTRIES = 64;

    private Cells() {}

    /** {@code out}, {@code host} or {@code guest}. */
    static String mode(Machine machine, int v) {
        return MODES[machine.state.get(v, State.MODE)];
    }

    /**
     * Whether a sentence of {@link dev.shootdown.machine.Invariant#explain} is about this word of this place. The sentences
     * begin with the place and what is there.
     */
    static boolean isSubject(Word word, String place, String sentence) {
        String text = word.text().replace("*", "");
        int dot = text.indexOf('.');
        int equals = text.indexOf('=');
        String subject;
        if (dot > 0 && equals > dot) {
            subject = place + " caches for " + text.substring(0, dot) + " that page " + text.substring(dot + 1, equals)
                    + " is ";
        } else if (text.startsWith("emulates ")) {
            subject = "the VMM emulates an access of " + place + " to page " + text.substring(9, equals) + ",";
        } else if (text.startsWith("walks ")) {
            subject = place + " walks page table " + text.substring(6) + " of ";
        } else if (text.contains(" walks ")) {
            subject = place + " caches for " + text.replace(" walks ", " that page table ") + " ";
        } else {
            subject = place + " is in " + text + " mode and still owes";
        }
        return sentence.startsWith(subject);
    }

    /** Mode, the stage of its operation, what it waits for, what it has to do. */
    static String ofVcpu(Machine machine, int v) {
        return Word.line(wordsOfVcpu(machine, v));
    }

    static List<Word> wordsOfVcpu(Machine machine, int v) {
        State s = machine.state;
        List<Word> words = new ArrayList<>();
        words.add(Word.of(mode(machine, v), whereabouts(s, v)));
        addIf(words, s.is(v, State.HALTED), "halted", "has executed HLT");
        addIf(words, s.is(v, State.LAZY), "lazy", "runs a kernel thread that borrows its address space (lazy TLB)");
        addIf(words, s.is(v, State.IRQS_OFF), "irqs off", "interrupts are off");
        addStores(words, s, v);
        if (s.get(v, State.WALK) != State.NONE) {
            String table = Argument.TABLE.show(s.get(v, State.WALK));
            words.add(Word.of("walks " + table, "walks page table " + table + " in software"));
        }
        addIf(
                words,
                machine.protocol.isFlushDue(v),
                "flush due",
                "everything cached for it is flushed before its next guest instruction");
        if (s.get(v, State.EMULATED_PAGE) != State.NONE) {
            String page = Argument.PAGE.show(s.get(v, State.EMULATED_PAGE));
            String entry = entry(s.get(v, State.EMULATED_ENTRY));
            boolean isStale = s.is(v, State.EMULATION_STALE);
            words.add(Word.of(
                    "emulates " + page + "=" + entry + (isStale ? ", to give up" : ""),
                    "the VMM emulates an instruction of it and has translated page " + page + " to " + entry
                            + (isStale ? "; the access will be given up" : "")));
        }
        int word = s.get(v, State.PV_STATE);
        addIf(
                words,
                word != State.PV_OUT,
                WORDS[word],
                "its word, shared by guest and VMM, says " + WORD_MEANINGS[word]);
        addIf(words, s.is(v, State.VECTOR), "ipi pending", "a flush IPI was sent to it and is not taken yet");
        addIf(words, s.inHandler(v), "in handler", "is in the handler of the flush IPI");
        addSpaces(words, s, v);
        int pc = s.get(v, State.PC);
        if (pc != State.IDLE) {
            words.add(Word.of(STAGES[pc], String.format(STAGE_MEANINGS[pc], space(s.get(v, State.OP_MM)))));
        }
        String targets = set(s, s.targets(v), s.vmOf(v));
        addIf(words, !targets.isEmpty(), "targets " + targets, "its shootdown still has to reach " + targets);
        if (s.get(v, State.CHECKING) != State.NONE) {
            String target = Argument.VCPU.show(s.get(v, State.CHECKING));
            int seen = Math.max(0, s.get(v, State.SEEN));
            words.add(Word.of(
                    "saw " + target + " " + WORDS[seen],
                    "has read the word of " + target + ", which said " + WORD_MEANINGS[seen]));
        }
        if (s.get(v, State.ASKED_CPU) != State.NONE) {
            String pcpu = Argument.PCPU.show(s.get(v, State.ASKED_CPU));
            words.add(Word.of("asks " + pcpu, "has read that its target is on " + pcpu + ", and will ask there"));
        }
        addIf(words, s.isOwed(v) || s.waitsForHost(v), "waits", "waits for acknowledgements");
        String walkers = set(s, s.graceFor(v), s.vmOf(v));
        addIf(words, !walkers.isEmpty(), "grace for " + walkers, "the grace period waits for walks of " + walkers);
        addHeld(words, s, v);
        return words;
    }

    private static String whereabouts(State s, int v) {
        int p = s.get(v, State.VMCS_CPU);
        return switch (s.get(v, State.MODE)) {
            case State.HOST -> "in host mode on " + Argument.PCPU.show(p);
            case State.GUEST -> "in guest mode on " + Argument.PCPU.show(p);
            default -> "on no pCPU, " + (p == State.NONE ? "never loaded" : "last on " + Argument.PCPU.show(p));
        };
    }

    /** What v or the VMM has stored and other CPUs do not see yet. */
    private static void addStores(List<Word> words, State s, int v) {
        if (s.get(v, State.PTE_STORE) != State.NONE) {
            String entry = space(s.get(v, State.OP_MM)) + "." + Argument.PAGE.show(s.get(v, State.PTE_STORE));
            words.add(Word.of("store " + entry, "has stored " + entry + " anew, and other CPUs do not see that yet"));
        }
        addIf(
                words,
                s.is(v, State.MASK_STORE),
                "store mask",
                "has stored its bit of the mask of its address space, and other CPUs do not see that yet");
        addIf(
                words,
                s.is(v, State.CPU_STORE),
                "store cpu",
                "the VMM has stored which pCPU it is on, and other CPUs do not see that yet");
    }

    private static void addSpaces(List<Word> words, State s, int v) {
        int active = s.get(v, State.ACTIVE_MM);
        int root = s.get(v, State.CR3);
        if (root != active) {
            String loaded = root == State.KERNEL ? "kernel" : space(root);
            words.add(Word.of(
                    "cr3=" + loaded,
                    "has the root of " + (root == State.KERNEL ? "the kernel" : loaded) + " loaded, while "
                            + space(active) + " is active"));
        }
        addIf(words, active % s.scope.spaces() != 0, space(active), "address space " + space(active) + " is active");
    }

    private static void addHeld(List<Word> words, State s, int v) {
        for (int page = s.firstHeld(v); page < s.endHeld(v); page++) {
            if (s.held(v, page) != State.NO_ENTRY) {
                String what = Argument.PAGE.show(page) + "=" + entry(s.held(v, page));
                words.add(Word.of(
                        "holds " + what,
                        "its operation replaced " + space(s.get(v, State.OP_MM)) + "." + what
                                + ", which may be cached elsewhere"));
            }
        }
        if (s.get(v, State.HELD_TABLE) != State.NONE) {
            String table = Argument.TABLE.show(s.get(v, State.HELD_TABLE));
            words.add(Word.of("holds " + table, "its operation unhooked page table " + table));
        }
    }

    /** Who is loaded, and what is cached: {@code v2.g1=f1}, with a star when the page table says otherwise. */
    static String ofPcpu(Machine machine, int p) {
        return Word.line(wordsOfPcpu(machine, p));
    }

    static List<Word> wordsOfPcpu(Machine machine, int p) {
        State s = machine.state;
        List<Word> words = new ArrayList<>();
        int loaded = s.loadedOn(p);
        words.add(
                loaded == State.NONE
                        ? Word.of("-", "no vCPU is loaded")
                        : Word.of(Argument.VCPU.show(loaded), Argument.VCPU.show(loaded) + " is loaded"));
        addIf(
                words,
                loaded != State.NONE
                        && s.get(loaded, State.PC) == State.HYPERCALL
                        && s.get(loaded, State.MODE) == State.HOST,
                "in hypercall",
                "runs the host's side of the flush hypercall of its vCPU");
        addIf(words, s.inHostHandler(p), "in host handler", "is in the host's handler of a flush request");
        addIf(words, s.hostIpiPending(p), "host ipi pending", "a flush request was sent here and is not taken yet");
        int pages = Math.min(MOST_ENTRIES, s.scope.pages());
        for (int v = 0; v < Math.min(MOST_ENTRIES, s.vcpus()); v++) {
            for (int page = 0; page < pages; page++) {
                if (s.tlb(p, v, page) != State.NO_ENTRY) {
                    words.add(cached(machine, p, v, page));
                }
            }
            if (s.psc(p, v) != State.NONE) {
                words.add(cachedTable(machine, p, v));
            }
        }
        return words;
    }

    private static Word cached(Machine machine, int p, int v, int page) {
        State s = machine.state;
        int entry = s.tlb(p, v, page);
        int root = s.get(v, State.CR3);
        boolean old = root != State.KERNEL && s.pt(root, page) != entry;
        String vcpu = Argument.VCPU.show(v);
        String name = Argument.PAGE.show(page);
        String text = vcpu + "." + name + "=" + entry(entry) + (old ? "*" : "");
        String meaning = "cached for " + vcpu + ": page " + name + " is " + entry(entry);
        String why = whyUnusable(machine, p, v, true);
        if (!old) {
            return why.isEmpty() || root != State.KERNEL
                    ? new Word(text, meaning + ", as the page table says", Mark.CURRENT)
                    : new Word(text, meaning + "; not usable: " + why, Mark.UNUSABLE);
        }
        String instead = s.pt(root, page) == State.NO_ENTRY ? "not present" : "that it is " + entry(s.pt(root, page));
        meaning += ", but the page table says " + instead;
        int vm = s.vmOf(v);
        for (int i = s.firstOf(vm); i < s.firstOf(vm + 1); i++) {
            int pc = s.get(i, State.PC);
            boolean inFlight = pc != State.IDLE && pc < State.RETURNED;
            if (inFlight && s.get(i, State.OP_MM) == root && s.held(i, page) == entry) {
                return new Word(
                        text,
                        meaning + "; the shootdown of " + Argument.VCPU.show(i) + ", in flight, announces that",
                        Mark.ANNOUNCED);
            }
        }
        return why.isEmpty()
                ? new Word(text, meaning + ", and no shootdown in flight announces that", Mark.BROKEN)
                : new Word(text, meaning + "; not usable: " + why, Mark.UNUSABLE);
    }

    private static Word cachedTable(Machine machine, int p, int v) {
        State s = machine.state;
        int table = s.psc(p, v);
        int root = s.get(v, State.CR3);
        boolean old = root != State.KERNEL && s.table(root) != table;
        String vcpu = Argument.VCPU.show(v);
        String text = vcpu + " walks " + Argument.TABLE.show(table) + (old ? "*" : "");
        String meaning = "its walks for " + vcpu + " go through page table " + Argument.TABLE.show(table);
        String why = whyUnusable(machine, p, v, false);
        if (!old) {
            return why.isEmpty() || root != State.KERNEL
                    ? new Word(text, meaning + ", which is hooked", Mark.CURRENT)
                    : new Word(text, meaning + "; not usable: " + why, Mark.UNUSABLE);
        }
        meaning += ", which is unhooked";
        for (int i = 0; i < s.vcpus(); i++) {
            if (s.get(i, State.OP_MM) == root && s.get(i, State.HELD_TABLE) == table) {
                return new Word(
                        text, meaning + " but kept by the operation of " + Argument.VCPU.show(i), Mark.ANNOUNCED);
            }
        }
        return why.isEmpty()
                ? new Word(text, meaning + " and was given back", Mark.BROKEN)
                : new Word(text, meaning + "; not usable: " + why, Mark.UNUSABLE);
    }

    /** Why v can use nothing that p caches for it; empty if it can. A lazy vCPU's pCPU still walks. */
    private static String whyUnusable(Machine machine, int p, int v, boolean isEntry) {
        State s = machine.state;
        String vcpu = Argument.VCPU.show(v);
        if (s.get(v, State.VMCS_CPU) != p) {
            return vcpu + " was loaded elsewhere since";
        } else if (s.get(v, State.CR3) == State.KERNEL) {
            return vcpu + " has the kernel's root loaded";
        } else if (machine.protocol.isFlushDue(v)) {
            return "everything of " + vcpu + " is flushed before its next guest instruction";
        } else if (isEntry && s.is(v, State.LAZY)) {
            return vcpu + " is lazy";
        }
        return "";
    }

    /** Present entries of every space, and its page-table page. */
    static String ofPageTables(Machine machine) {
        State s = machine.state;
        List<String> words = new ArrayList<>();
        for (int m = 0; m < Math.min(MOST_ENTRIES, s.scope.spaces() * s.scope.vms()); m++) {
            if (s.table(m) != State.NONE) {
                words.add(space(m) + "=" + Argument.TABLE.show(s.table(m)));
            }
            for (int page = 0; page < Math.min(MOST_ENTRIES, s.scope.pages()); page++) {
                if (s.pt(m, page) != State.NO_ENTRY) {
                    words.add(space(m) + "." + Argument.PAGE.show(page) + "=" + entry(s.pt(m, page)));
                }
            }
        }
        return words.isEmpty() ? "-" : String.join(" ", words);
    }

    /** Every page-table entry, present or not, and which frames are free. */
    static List<Word> wordsOfMemory(Machine machine) {
        State s = machine.state;
        List<Word> words = new ArrayList<>();
        for (int m = 0; m < Math.min(MOST_ENTRIES, s.scope.spaces() * s.scope.vms()); m++) {
            if (s.table(m) != State.NONE) {
                String table = Argument.TABLE.show(s.table(m));
                words.add(Word.of(space(m) + "=" + table, "page table " + table + " is hooked into " + space(m)));
            }
            for (int page = 0; page < Math.min(MOST_ENTRIES, s.scope.pages()); page++) {
                String name = space(m) + "." + Argument.PAGE.show(page) + "=";
                int entry = s.pt(m, page);
                words.add(
                        entry == State.NO_ENTRY
                                ? Word.of(name + "–", "page-table entry: not present")
                                : Word.of(
                                        name + entry(entry),
                                        "page-table entry: " + Argument.FRAME.show(State.frameOf(entry))
                                                + (State.isWritable(entry) ? ", writable" : ", read-only")));
            }
        }
        for (int f = 0; f < Math.min(MOST_ENTRIES, s.scope.frames() * s.scope.vms()); f++) {
            addIf(
                    words,
                    s.isFree(f),
                    Argument.FRAME.show(f) + " free",
                    "the kernel may give frame " + Argument.FRAME.show(f) + " to somebody else");
        }
        return words;
    }

    private static void addIf(List<Word> words, boolean holds, String word, String meaning) {
        if (holds) {
            words.add(Word.of(word, meaning));
        }
    }

    private static String set(State s, int set, int vm) {
        StringBuilder members = new StringBuilder();
        for (int v = s.next(set, vm, s.firstOf(vm)); v != State.NONE; v = s.next(set, vm, v + 1)) {
            members.append(members.length() == 0 ? "" : ",").append(Argument.VCPU.show(v));
        }
        return members.toString();
    }

    private static String space(int m) {
        return Argument.SPACE.show(m);
    }

    private static String entry(int entry) {
        return Argument.FRAME.show(State.frameOf(entry)) + (State.isWritable(entry) ? "" : "(ro)");
    }
}
