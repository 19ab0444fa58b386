// SPDX-License-Identifier: BSD-2-Clause
/*
 * What each user has: connections, and sessions until the instance has ended them. An
 * application's own sessions count as those of the user in whose session it opens them. Its
 * connection, and what it opens in no session, count as its first client's, on whose behalf it was
 * started.
 */
#include <errno.h>
#include <stdlib.h>

#include "softteed/broker/broker_private.h"

#define USER_CLIENTS	256
#define USER_SESSIONS	1024

static struct broker_user *users;

struct broker_user *broker_user_get(uid_t uid)
{
	struct broker_user *user = users;

	while (user && user->uid != uid)
		user = user->next;
	if (!user) {
		user = calloc(1, sizeof(*user));
		if (!user)
			return NULL;
		user->uid = uid;
		user->max_clients = USER_CLIENTS;
		user->max_sessions = USER_SESSIONS;
		user->next = users;
		users = user;
	}
	user->refs++;
	return user;
}

void broker_user_hold(struct broker_user *user)
{
	user->refs++;
}

void broker_user_put(struct broker_user *user)
{
	struct broker_user **link = &users;

	if (--user->refs)
		return;
	while (*link != user)
		link = &(*link)->next;
	*link = user->next;
	free(user);
}

int broker_user_charge_client(struct broker_user *user)
{
	if (user->clients >= user->max_clients)
		return -EDQUOT;
	user->clients++;
	return 0;
}

int broker_user_charge_session(struct broker_user *user)
{
	if (user->sessions >= user->max_sessions)
		return -EDQUOT;
	user->sessions++;
	user->refs++;
	return 0;
}

void broker_user_uncharge_session(struct broker_user *user)
{
	user->sessions--;
	broker_user_put(user);
}
