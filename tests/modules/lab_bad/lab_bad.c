// SPDX-License-Identifier: GPL-2.0-only
/*
 * Do one thing wrong at load time, picked by the "misdeed" parameter. A debug
 * kernel has to notice each of these, and the lab has to fail on the report.
 * Obviously not for loading anywhere else.
 */

#include <linux/delay.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>

static char *misdeed = "none";
module_param(misdeed, charp, 0444);
MODULE_PARM_DESC(misdeed, "what to do wrong");

/* keeps the compiler from optimizing the bug away */
static volatile int sink;

struct item {
	struct list_head list;
	int value;
};

static struct item *new_item(void)
{
	struct item *item = kzalloc(sizeof(*item), GFP_KERNEL);

	if (item)
		INIT_LIST_HEAD(&item->list);
	return item;
}

static void none(void)
{
	struct item *item = new_item();

	if (item)
		sink = item->value;
	kfree(item);
}

static void use_after_free(void)
{
	struct item *item = new_item();

	if (!item)
		return;
	kfree(item);
	OPTIMIZER_HIDE_VAR(item);
	sink = item->value;
}

static void double_free(void)
{
	struct item *item = new_item();

	kfree(item);
	OPTIMIZER_HIDE_VAR(item);
	kfree(item);
}

static void heap_overrun(void)
{
	size_t n = 40;
	char *bytes = kmalloc(n, GFP_KERNEL);

	if (!bytes)
		return;
	OPTIMIZER_HIDE_VAR(n);
	sink = bytes[n];
	kfree(bytes);
}

static void stack_overrun(void)
{
	char bytes[16] = { 0 };
	char *p = bytes;

	OPTIMIZER_HIDE_VAR(p);
	sink = p[sizeof(bytes)];
}

static void leak(void)
{
	int i;

	/*
	 * One isn't enough: kmemleak takes any stale pointer in a register or
	 * on a stack for a reference
	 */
	for (i = 0; i < 16; i++)
		sink = new_item() != NULL;
}

static DEFINE_MUTEX(lock_a);
static DEFINE_MUTEX(lock_b);

static void abba(void)
{
	mutex_lock(&lock_a);
	mutex_lock(&lock_b);
	mutex_unlock(&lock_b);
	mutex_unlock(&lock_a);

	mutex_lock(&lock_b);
	mutex_lock(&lock_a);
	mutex_unlock(&lock_a);
	mutex_unlock(&lock_b);
}

static void recursion(void)
{
	struct mutex locks[2];
	int i;

	/* same lock class, as both are initialized on this line */
	for (i = 0; i < 2; i++)
		mutex_init(&locks[i]);
	mutex_lock(&locks[0]);
	mutex_lock(&locks[1]);
	mutex_unlock(&locks[1]);
	mutex_unlock(&locks[0]);
	for (i = 0; i < 2; i++)
		mutex_destroy(&locks[i]);
}

static void sleep_in_atomic(void)
{
	static DEFINE_SPINLOCK(spin);

	/* Won't actually sleep here, but GFP_KERNEL says that it may */
	spin_lock(&spin);
	kfree(kmalloc(16, GFP_KERNEL));
	spin_unlock(&spin);
}

static void rcu_unlocked(void)
{
	static struct item __rcu *pointer;

	sink = rcu_dereference(pointer) == NULL;
}

static void shift(void)
{
	int one = 1, by = 32;

	OPTIMIZER_HIDE_VAR(one);
	OPTIMIZER_HIDE_VAR(by);
	sink = one << by;
}

static void array_bounds(void)
{
	static int numbers[4];
	int index = 4;

	OPTIMIZER_HIDE_VAR(index);
	sink = numbers[index];
}

static void list_corruption(void)
{
	struct item *item = new_item();
	LIST_HEAD(list);

	if (!item)
		return;
	list_add(&item->list, &list);
	list_add(&item->list, &list);
	INIT_LIST_HEAD(&list);
	kfree(item);
}

struct with_timer {
	struct timer_list timer;
};

static void no_op(struct timer_list *timer)
{
}

static void free_active_timer(void)
{
	struct with_timer *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return;
	timer_setup(&object->timer, no_op, 0);
	mod_timer(&object->timer, jiffies + 3600 * HZ);
	kfree(object);
}

/* User pointer, and no copy_from_user() */
static void user_memory(void)
{
	int *p = (int *)current->mm->arg_start;

	sink = *p;
}

static int stuck(void *arg)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_timeout(20 * HZ);
	return 0;
}

/* The test lowers the hung task timeout so that 20 seconds will do */
static void hang(void)
{
	struct task_struct *task = kthread_create(stuck, NULL, "lab_bad");

	if (IS_ERR(task))
		return;
	get_task_struct(task);
	wake_up_process(task);
	msleep(21 * 1000);
	kthread_stop(task);
	put_task_struct(task);
}

static const struct {
	const char *name;
	void (*commit)(void);
} misdeeds[] = {
	{ "none", none },
	{ "use_after_free", use_after_free },
	{ "double_free", double_free },
	{ "heap_overrun", heap_overrun },
	{ "stack_overrun", stack_overrun },
	{ "leak", leak },
	{ "abba", abba },
	{ "recursion", recursion },
	{ "sleep_in_atomic", sleep_in_atomic },
	{ "rcu_unlocked", rcu_unlocked },
	{ "shift", shift },
	{ "array_bounds", array_bounds },
	{ "list_corruption", list_corruption },
	{ "free_active_timer", free_active_timer },
	{ "user_memory", user_memory },
	{ "hang", hang },
};

static int __init lab_bad_init(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(misdeeds); i++) {
		if (!strcmp(misdeed, misdeeds[i].name)) {
			misdeeds[i].commit();
			return 0;
		}
	}
	return -EINVAL;
}

static void __exit lab_bad_exit(void)
{
}

module_init(lab_bad_init);
module_exit(lab_bad_exit);

MODULE_DESCRIPTION("Misdeeds that a debug kernel must report");
MODULE_AUTHOR("The gtee authors");
MODULE_LICENSE("GPL");
