/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes beside the worker, each of which may do one thing that it may not. The
 * monitor starts them before the worker, ends them with it, and starts all anew where
 * one of them dies.
 */
#ifndef SUPPLICANT_HELPER_H
#define SUPPLICANT_HELPER_H

#include <sys/types.h>

#include "options.h"

/**
 * struct helper_files - what a helper process has
 * @worker:	its end of the socket pair to the worker; end of file: time to go
 * @card:	card_main(): the card's RPMB; else -1
 * @uid: @gid:	whom to become (struct sandbox_policy); (uid_t)-1: stay
 */
struct helper_files {
	int worker;
	int card;
	uid_t uid;
	gid_t gid;
};

/**
 * typedef helper_main_fn - be a helper process
 * @options:	the command line
 * @files:	what it has; all other descriptors but 0, 1 and 2 are closed already
 *
 * SIGTERM, SIGINT and SIGHUP are ignored, because the monitor ends the process; so are SIGPIPE
 * and SIGIO. All other signals are as a program has them at its start. The process enters a
 * sandbox of its own (sandbox.h) first.
 *
 * Return: the process's exit status.
 */
typedef int helper_main_fn(const struct supp_options *options,
			   const struct helper_files *files);

/* Resolves names and connects; the worker's end is a channel (channel.h). */
helper_main_fn connector_main;
/* Has a card's RPMB; the worker's end is a stream, which the worker asks for (rpmb_card.h). */
helper_main_fn card_main;
/* Calls plugins; the worker's end is a stream (SOCK_STREAM). */
helper_main_fn plugin_host_main;

#endif
