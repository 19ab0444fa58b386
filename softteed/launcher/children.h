/* SPDX-License-Identifier: BSD-2-Clause */
/* The child processes of a process that forks on the broker's behalf */
#ifndef SOFTTEED_CHILDREN_H
#define SOFTTEED_CHILDREN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct child - a child that hasn't been waited for
 * @pid:	its process
 * @id:		the broker's number for it
 * @killed:	killed on the broker's behalf
 */
struct child {
	pid_t pid;
	uint32_t id;
	bool killed;
};

/**
 * struct children - all of them; zero at first
 * @list: @num: the children
 * @room:	children that fit into the list
 */
struct children {
	struct child *list;
	size_t num;
	size_t room;
};

/**
 * children_add() - add a child, or kill it if there's no memory
 * @children:	the list
 * @pid:	the child
 * @id:		the broker's number for it
 *
 * Return: false if it was killed.
 */
bool children_add(struct children *children, pid_t pid, uint32_t id);

/**
 * children_kill() - kill a child that is still running
 * @children:	the list
 * @id:		the broker's number; unknown ones do nothing
 */
void children_kill(struct children *children, uint32_t id);

/**
 * children_end() - kill all children, and wait until they are gone
 * @children:	the list, not to be used any more
 */
void children_end(const struct children *children);

/**
 * children_reap() - wait for a child that has ended
 * @children:	the list, which it's taken out of
 * @child:	[out] the child; zero but for its process if it isn't in the list
 * @status:	[out] its wait status
 *
 * Return: false if there's none.
 */
bool children_reap(struct children *children, struct child *child, int *status);

#endif
