package dev.jobgrid.job;

import java.util.ArrayList;
import java.util.List;

/** Splits one line into words by the quoting rules of POSIX (Shell Command Language, 2.2). Single-threaded. */
final class ShellWords {
    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int at;

    ShellWords(String line) {
        this.line = line;
    }

    List<String> split() {
        while (at < line.length()) {
            char c = line.charAt(at++);
            switch (c) {
                case ' ', '\t', '\n', '\r' -> endWord();
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> escaped();
                default -> take(c);
            }
        }
        endWord();
        return words;
    }

    private void take(char c) {
        inWord = true;
        word.append(c);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void singleQuoted() {
        int end = line.indexOf('\'', at);
        if (end < 0) {
            throw unclosed('\'');
        }
        inWord = true;
        word.append(line, at, end);
        at = end + 1;
    }

    private void doubleQuoted() {
        inWord = true;
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return;
            }
            if (c == '\\' && at < line.length() && "$`\"\\\n".indexOf(line.charAt(at)) >= 0) {
                c = line.charAt(at++);
                if (c == '\n') {
                    continue;
                }
            }
            word.append(c);
        }
        throw unclosed('"');
    }

    private void escaped() {
        if (at == line.length()) {
            take('\\');
        } else if (line.charAt(at) == '\n') {
            at++;
        } else {
            take(line.charAt(at++));
        }
    }

    private static IllegalArgumentException unclosed(char quote) {
        return new IllegalArgumentException("the command has a " + quote + " that is not closed");
    }
}
