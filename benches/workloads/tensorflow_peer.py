"""The workloads of peers.py in TensorFlow: answers each line with a workload's name by its rate.

    python tensorflow_peer.py THREADS {graph|xla}

`graph` runs a step as a `tf.function`, `xla` compiles it with XLA. An answer is steps a second of the
clock and of processor time over one round; peers.py starts this and takes turns with it.
"""
import os, sys, time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf

keras, layers = tf.keras, tf.keras.layers
ROUND = 0.5
xla = sys.argv[2] == "xla"
soft = tf.nn.softplus


def leaky(slope):
    return layers.LeakyReLU(negative_slope=slope)


def adam(net, rate, betas):
    optimiser = keras.optimizers.Adam(rate, *betas)
    optimiser.build(net.trainable_variables)
    return optimiser


def move(optimiser, net, tape, loss):
    weights = net.trainable_variables
    optimiser.apply_gradients(zip(tape.gradient(loss, weights), weights))


def autoencoder():
    net = keras.Sequential([
        layers.Input((784,)), layers.Dense(64, "relu"), layers.Dense(32, "relu"),
        layers.Dense(64, "relu"), layers.Dense(784, "sigmoid"),
    ])
    optimiser = adam(net, 1e-3, (0.9, 0.999))
    x = tf.random.uniform((256, 784))

    @tf.function(jit_compile=xla)
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((net(x, training=True) - x) ** 2)
        move(optimiser, net, tape, loss)
        return loss

    return step


def game(g, d, batch, code, shape, rate, betas, averaged):
    """One update of D, then one of G against the D that moved; an average of G's weights if asked."""
    of_g, of_d = adam(g, rate, betas), adam(d, rate, betas)
    average = [tf.Variable(w) for w in g.trainable_variables] if averaged else []
    real = tf.random.uniform((batch, *shape), -1, 1)

    @tf.function(jit_compile=xla)
    def step():
        z = tf.random.normal((batch, code))
        with tf.GradientTape() as tape_g:
            fake = g(z, training=True)
            with tf.GradientTape() as tape_d:
                still = tf.stop_gradient(fake)
                loss_d = tf.reduce_mean(soft(-d(real, training=True)))
                loss_d += tf.reduce_mean(soft(d(still, training=True)))
            move(of_d, d, tape_d, loss_d)
            loss_g = tf.reduce_mean(soft(-d(fake, training=True)))
        move(of_g, g, tape_g, loss_g)
        for slow, fast in zip(average, g.trainable_variables):
            slow.assign(0.995 * slow + 0.005 * fast)
        return loss_d, loss_g

    return step


def gan():
    g = keras.Sequential([
        layers.Input((100,)), layers.Dense(256), layers.BatchNormalization(), leaky(0.2),
        layers.Dense(512), layers.BatchNormalization(), leaky(0.2), layers.Dense(784, "tanh"),
    ])
    d = keras.Sequential([
        layers.Input((784,)), layers.Dense(512), leaky(0.2), layers.Dense(256), leaky(0.2), layers.Dense(1),
    ])
    return game(g, d, 128, 100, (784,), 2e-4, (0.5, 0.999), False)


def up(channels, stride, **more):
    return layers.Conv2DTranspose(channels, 5, stride, "same", **more)


def dcgan():
    g = keras.Sequential([
        layers.Input((100,)), layers.Dense(12544, use_bias=False), layers.BatchNormalization(), leaky(0.3),
        layers.Reshape((7, 7, 256)),
        up(128, 1), layers.BatchNormalization(), leaky(0.3),
        up(64, 2), layers.BatchNormalization(), leaky(0.3), up(1, 2, activation="tanh"),
    ])
    down = lambda channels: layers.Conv2D(channels, 5, 2, "same")
    d = keras.Sequential([
        layers.Input((28, 28, 1)), down(64), leaky(0.3), layers.Dropout(0.3),
        down(128), leaky(0.3), layers.Dropout(0.3), layers.Flatten(), layers.Dense(1),
    ])
    return game(g, d, 128, 100, (28, 28, 1), 2e-4, (0.5, 0.999), False)


def small():
    g = keras.Sequential([
        layers.Input((64,)), layers.Dense(1568), layers.Reshape((7, 7, 32)),
        layers.BatchNormalization(), layers.ReLU(),
        up(16, 2), layers.BatchNormalization(), layers.ReLU(), up(1, 2, activation="tanh"),
    ])
    down = lambda channels: layers.Conv2D(channels, 5, 2, "same")
    d = keras.Sequential([
        layers.Input((28, 28, 1)), down(16), leaky(0.2), down(32), leaky(0.2),
        layers.Flatten(), layers.Dense(64), leaky(0.2), layers.Dense(1),
    ])
    return game(g, d, 64, 64, (28, 28, 1), 4e-3, (0.0, 0.99), True)


def rate(step):
    begun, used, done = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - begun < ROUND:
        tf.nest.map_structure(lambda loss: loss.numpy(), step())
        done += 1
    return done / (time.perf_counter() - begun), done / (time.process_time() - used)


def main():
    threads = int(sys.argv[1])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    made = {}
    for name in map(str.strip, sys.stdin):
        if name not in made:
            made[name] = {"ae": autoencoder, "gan": gan, "dcgan": dcgan, "small": small}[name]()
            made[name]()
        print(*(f"{value:.4f}" for value in rate(made[name])), flush=True)


if __name__ == "__main__":
    main()
