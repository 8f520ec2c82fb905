package dev.shootdown.machine;

/**
 * Something a user gave us is wrong: a file, a name or a number. The message is one sentence for that user, naming the
 * file, the line and the key where there are such; the command line prints it and exits with code 2.
 */
public class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInput(String sentence) {
        super(sentence);
    }

    public BadInput(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
