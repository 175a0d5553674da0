package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadDumpTest {
    @Test
    void aDumpSaysWhereThreadsAre() {
        assertThat(ThreadDump.take()).contains("aDumpSaysWhereThreadsAre");
    }
}
