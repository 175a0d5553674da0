package dev.jobgrid.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestSeedTest {
    @Test
    void theLineThatRepeatsATestNamesItAndTheSeed() {
        assertThat(TestSeed.repeat(TestSeedTest.class, 7))
                .contains(" -Dtest=TestSeedTest ")
                .endsWith(" -Djobgrid.test.seed=7");
        assertThat(TestSeed.repeat(TestSeedTest.class)).endsWith("=" + TestSeed.get());
    }

    @Test
    void theLineThatRepeatsALongFormNamesItsProfile() {
        assertThat(TestSeed.repeat(TestSeedTest.class, 7, "stress"))
                .contains("mvn test -P stress -Dtest=TestSeedTest ");
        assertThat(TestSeed.repeat(TestSeedTest.class, 7, "")).contains("mvn test -Dtest=TestSeedTest ");
    }
}
