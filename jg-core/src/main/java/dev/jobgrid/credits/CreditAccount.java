package dev.jobgrid.credits;

/**
 * Accounts of credits. The first two are a workspace's and never below zero; the others are the grid's
 * counter-accounts.
 */
public enum CreditAccount {
    /** Credits that new jobs may reserve. */
    AVAILABLE,
    /** Credits reserved by jobs that have not ended. */
    RESERVED,
    /** Credits charged for jobs. */
    REVENUE,
    /** The source of credits: minus all top-ups. */
    TOP_UPS
}
