package dev.jobgrid.testkit.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A reader of external bytes.
 *
 * @param name of the input: "draft"; also the folder of its inputs in the test resources
 * @param samples valid inputs, from which others are derived
 * @param reader the code under test
 * @param isCostly whether it takes long over each input, and is fed a tenth of what others are
 */
public record FuzzTarget(String name, List<byte[]> samples, Reader reader, boolean isCostly) {
    /** Reads an input. Single-threaded. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Reads an input, and checks what must hold for any.
         *
         * @return how it was taken, in words that differ where the code went another way: by them, inputs are found that others
         *     are made from
         * @throws Exception if the border lets out what it must not
         */
        String read(byte[] input) throws Exception;
    }

    /** Reads an input given as text. */
    @FunctionalInterface
    public interface TextReader {
        /** As {@link Reader#read}. */
        String read(String input) throws Exception;
    }

    /** Copies the list. */
    public FuzzTarget {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(name + " has no sample to make inputs from");
        }
    }

    /** A target with the usual number of inputs. */
    public FuzzTarget(String name, List<byte[]> samples, Reader reader) {
        this(name, samples, reader, false);
    }

    /** One that reads text: inputs that are no UTF-8 are read as the replacement character. */
    public static FuzzTarget ofText(String name, List<String> samples, TextReader reader) {
        return new FuzzTarget(name, bytes(samples), input -> reader.read(new String(input, StandardCharsets.UTF_8)));
    }

    /** The same, which may refuse an input by such an exception, if it says why. */
    public FuzzTarget refusingBy(Class<? extends Exception> refusal) {
        Reader refusing = input -> {
            try {
                return reader.read(input);
            } catch (Exception e) {
                if (!refusal.isInstance(e)) {
                    throw e;
                }
                return "refused: " + e.getMessage();
            }
        };
        return new FuzzTarget(name, samples, refusing, isCostly);
    }

    /** The same with a tenth of the inputs. */
    public FuzzTarget costly() {
        return new FuzzTarget(name, samples, reader, true);
    }

    /** Texts as UTF-8. */
    public static List<byte[]> bytes(List<String> texts) {
        return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    /** Samples of several kinds together. */
    public static List<byte[]> together(List<byte[]> some, List<byte[]> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
