<?php
/**
 * Tells Scout of an order from a shop's backend: SCOUT_HOST=https://t.example.com SCOUT_SERVER_KEY=sk_… php server.php
 * Needs PHP 7.4 or newer with its curl extension.
 */

const ATTEMPTS        = 5;
const TIMEOUT_SECONDS = 10;

/** Returns once Scout has the events; throws when it refuses them or cannot be reached. */
function send( array $batch ): void {
	for ( $attempt = 1; ; $attempt++ ) {
		$wait_seconds = 2 ** ( $attempt - 1 );
		$request      = curl_init( getenv( 'SCOUT_HOST' ) . '/v1/e' );
		curl_setopt_array(
			$request,
			array(
				CURLOPT_POSTFIELDS     => json_encode( $batch, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION ),
				CURLOPT_HTTPHEADER     => array(
					'Authorization: Bearer ' . getenv( 'SCOUT_SERVER_KEY' ),
					'Content-Type: application/json',
				),
				CURLOPT_RETURNTRANSFER => true,
				CURLOPT_TIMEOUT        => TIMEOUT_SECONDS,
				CURLOPT_HEADERFUNCTION => function ( $request, string $line ) use ( &$wait_seconds ): int {
					if ( preg_match( '/^retry-after:\s*(\d+)/i', $line, $found ) ) {
						$wait_seconds = (int) $found[1];
					}
					return strlen( $line );
				},
			)
		);
		$text   = curl_exec( $request );
		$status = curl_getinfo( $request, CURLINFO_RESPONSE_CODE );
		if ( 202 === $status ) {
			$answer = json_decode( $text, true, 512, JSON_THROW_ON_ERROR );
			if ( $answer['rejected'] ) {
				throw new RuntimeException( "refused: $text" );
			}
			return;
		}
		// 0: no answer came.
		$is_final = 0 !== $status && $status < 500 && 408 !== $status && 429 !== $status;
		if ( $is_final || ATTEMPTS === $attempt ) {
			throw new RuntimeException( 0 === $status ? curl_error( $request ) : "$status $text" );
		}
		sleep( $wait_seconds );
	}
}

send(
	array(
		'identity' => array(
			'email'      => 'jo@example.com',
			'first_name' => 'Jo',
		),
		'events'   => array(
			array(
				// The same id whenever this order is sent: a repeat is stored once.
				'id'         => 'order-1001',
				'name'       => 'Purchase',
				'time'       => gmdate( 'Y-m-d\TH:i:s\Z' ),
				'properties' => array(
					'order_id' => '1001',
					'value'    => 44.7,
					'currency' => 'EUR',
					'items'    => array(
						array(
							'product_id' => '8',
							'sku'        => 'MUG-BLUE',
							'name'       => 'Mug',
							'price'      => 19.9,
							'quantity'   => 2,
						),
					),
				),
			),
		),
	)
);
echo "Scout has the order.\n";
