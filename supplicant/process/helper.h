/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Helpers: processes that do for the worker what the worker's sandbox forbids, one thing each. The
 * monitor starts them before the worker, and ends them with the worker. Where one of them ends, the
 * monitor ends all others and starts all anew.
 */
#ifndef SUPPLICANT_HELPER_H
#define SUPPLICANT_HELPER_H

#include <sys/types.h>

#include "options.h"

/**
 * struct helper_files - what a helper process has
 * @worker:	its end of the socket pair to the worker; at end of file the helper ends
 * @card:	for card_main(): the card's RPMB; else -1
 * @uid: @gid:	the user to become, or (uid_t)-1 (struct sandbox_policy)
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
 * @files:	its descriptors; all others but 0, 1 and 2 are closed already
 *
 * SIGTERM, SIGINT and SIGHUP are ignored, because the monitor ends the process; so are SIGPIPE
 * and SIGIO. All other signals are as a program has them at its start. The process enters a
 * sandbox of its own (sandbox.h) first.
 *
 * Return: the process's exit status.
 */
typedef int helper_main_fn(const struct supp_options *options,
			   const struct helper_files *files);

/* Resolves names and connects sockets. The worker talks to it by a channel (channel.h). */
helper_main_fn connector_main;
/* Has a card's RPMB open. It is started when the worker asks for the card (rpmb_card.h). */
helper_main_fn card_main;
/* Calls plugins. The worker talks to it by a stream (plugin_link.h). */
helper_main_fn plugin_host_main;

#endif
